// What `--help` says.

export const HELP = `Usage: immutable-tag-validator check [options] [path ...]

Finds deploys of images that can change after they were built, in workflows and in the compose files,
manifests, kustomizations and charts that they deploy. Opens no connection.

A path is a workflow, a folder with .github/workflows (.gitea/workflows, .forgejo/workflows), or a folder of such
folders. Without one, the repository around the working directory is checked.

Options:
  --fix                write the fixes that there are; without it, the report shows them as a patch
  --format FORMAT      text, json or sarif                                                  (default: text)
  -o, --output FILE    write the report to a file instead of standard output
  --strict             an image that cannot be decided from the repository, or a deploy that is not understood,
                       breaks the policy
  --actions MODE       sha: actions of other owners must be pinned to a full commit SHA; off (default: off)
  --own-owners LIST    owners whose images and actions count as your own, besides the repository's
  --deploy-jobs LIST   globs over job names: what these jobs run is a deploy
  --build-jobs LIST    globs over job names: what these jobs run is not a deploy
  --config FILE        what the policy allows            (default: .github/immutable-tags.yml, if there is one)
  --color WHEN         auto, always or never                                                (default: auto)
  -h, --help           this text
  -v, --version        the version

A LIST has commas between its items; its option may be given several times.

Exit code:
  0  nothing breaks the policy; there may be warnings
  1  something breaks the policy
  2  the command line or the configuration is wrong; nothing was checked
  3  the program failed
`;
