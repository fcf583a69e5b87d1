// Definition of immutable-tag-validator, which rejects workflows that deploy an image by a mutable name.
import { bool, choice, defineAction, lines, list, output, path } from "@deploy-actions/action";
import { z } from "zod/mini";

/** The default of `images`. An input left empty by an expression is different from this, and is rejected. */
export const NO_IMAGES = "none";

const count = (description: string) => output(z.int().check(z.minimum(0)), description);

/** The workflow folders of GitHub, Gitea and Forgejo. */
const DEFAULT_PATHS = [".github", ".gitea", ".forgejo"].flatMap((folder) =>
  ["yml", "yaml"].map((ending) => `${folder}/workflows/*.${ending}`),
);

export const definition = defineAction({
  name: "immutable-tag-validator",
  description: "Rejects workflows that deploy an image by a tag that can change. Builds may push any tag.",
  branding: { icon: "lock", color: "orange" },
  permissions: { contents: "read" },
  opensConnections: false,
  inputs: {
    paths: lines({
      description: "Workflow files to check: paths or globs relative to the workspace, one per line.",
      default: DEFAULT_PATHS.join("\n"),
    }),
    images: lines({
      description: `Image references that later steps deploy, one per line. The step fails if any of them can change, and checks no files. With \`${NO_IMAGES}\`, it checks files.`,
      default: NO_IMAGES,
    }),
    strict: bool({
      description:
        "Whether an image that is known only at run time, a deploy that is not understood, or a file that cannot be read breaks the policy.",
      default: "false",
    }),
    actions: choice(["off", "sha"], {
      description: "Whether actions and reusable workflows of other owners must be pinned to a full commit SHA.",
      default: "off",
    }),
    "own-owners": list({
      description: "Owners whose images and actions count as your own, in addition to the repository's owner.",
    }),
    "deploy-jobs": list({
      description: "Globs that match the names of jobs to treat as deploys, regardless of what the names suggest.",
    }),
    "build-jobs": list({
      description:
        "Globs that match the names of jobs to treat as builds, not deploys, regardless of what the names suggest.",
    }),
    config: path({
      description: "Configuration file of the policy. Defaults to .github/immutable-tags.yml if it exists.",
    }),
    "policy-from": choice(["head", "base"], {
      description:
        "Whose policy applies to a pull request: that of the checkout (head), or that of the base branch, which must be in the clone (base).",
      default: "head",
    }),
    fix: bool({
      description: "Whether to write fixes to the workspace. Otherwise they are shown as a patch.",
      default: "false",
    }),
    "sarif-file": path({
      description:
        "Where to write the findings as SARIF 2.1.0, for github/codeql-action/upload-sarif: in the workspace or in `runner.temp`.",
    }),
    "json-file": path({
      description: "Where to write the findings as JSON: in the workspace or in `runner.temp`.",
    }),
  },
  outputs: {
    errors: count("Number of findings that break the policy; the step fails above 0."),
    warnings: count("Number of findings to review that do not fail the step."),
    undecided: count("Number of deployed references that are known only at run time."),
    unread: count("Number of jobs that deploy in a way that this check does not understand."),
    unreadable: count("Number of files and places that could not be read, so that it is not known what they deploy."),
    suppressed: count("Number of findings accepted by a comment or the configuration."),
    "sarif-file": output(z.string(), "Path of the SARIF file; empty if none was requested."),
  },
});
