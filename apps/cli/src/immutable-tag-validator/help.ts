// The text of `--help`.

export const HELP = `Usage: immutable-tag-validator check [options] [path ...]

Finds deploys of images that can change after they were built, in workflows and in the compose files,
manifests, kustomizations and charts that they deploy. Makes no network connections.

A path is a workflow, a folder with .github/workflows (.gitea/workflows, .forgejo/workflows), or a folder of such
folders. Without a path, the repository around the working directory is checked.

Options:
  --fix                write the available fixes; without it, the report shows them as a patch
  --format FORMAT      text, json or sarif                                                  (default: text)
  -o, --output FILE    write the report to a file instead of standard output
  --strict             an image that is known only at run time, a deploy that is not understood, or a file
                       that cannot be read breaks the policy
  --actions MODE       sha: actions of other owners must be pinned to a full commit SHA; off (default: off)
  --own-owners LIST    additional owners whose images and actions count as your own
  --deploy-jobs LIST   globs that match the names of jobs to treat as deploys
  --build-jobs LIST    globs that match the names of jobs to treat as builds
  --config FILE        configuration of the policy         (default: .github/immutable-tags.yml, if it exists)
  --policy-from WHOSE  whose configuration applies: head, the checkout; base, the base commit of a pull request
                       in GitHub Actions; or a commit such as origin/main                   (default: head)
  --color WHEN         auto, always or never                                                (default: auto)
  -h, --help           show this text
  -v, --version        show the version

Items of a LIST are separated by commas; the option can be repeated.

Exit code:
  0  nothing breaks the policy; there may be warnings
  1  something breaks the policy
  2  the command line or the configuration is wrong; nothing was checked
  3  the program failed
`;
