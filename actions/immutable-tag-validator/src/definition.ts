// immutable-tag-validator: refuses workflows whose deploy steps name an image that can change after it was built.
import { bool, choice, defineAction, lines, list, output, path } from "@deploy-actions/action";
import { z } from "zod/mini";

/** What `images` says when nobody gave it. A reference that an expression left empty is not this, and is refused. */
export const NO_IMAGES = "none";

const count = (description: string) => output(z.int().check(z.minimum(0)), description);

/** The workflows of GitHub, and those that Gitea and Forgejo read. */
const DEFAULT_PATHS = [".github", ".gitea", ".forgejo"].flatMap((folder) =>
  ["yml", "yaml"].map((ending) => `${folder}/workflows/*.${ending}`),
);

export const definition = defineAction({
  name: "immutable-tag-validator",
  description:
    "Refuses workflows that deploy an image by a tag that can change; what builds and pushes images is left alone.",
  branding: { icon: "lock", color: "orange" },
  permissions: { contents: "read" },
  inputs: {
    paths: lines({
      description: "Workflow files to check: paths or globs from the workspace, one per line.",
      default: DEFAULT_PATHS.join("\n"),
    }),
    images: lines({
      description: `The run-time guard: references that the next steps deploy, one per line; the step fails unless none of them can change, and no file is checked. \`${NO_IMAGES}\` checks files.`,
      default: NO_IMAGES,
    }),
    strict: bool({
      description:
        "Whether an image that cannot be decided from the repository, or a deploy that is not understood, breaks the policy.",
      default: "false",
    }),
    actions: choice(["off", "sha"], {
      description: "Whether actions and reusable workflows of other owners must be pinned to a full commit SHA.",
      default: "off",
    }),
    "own-owners": list({
      description: "Owners whose images and actions count as your own, besides the repository's owner.",
    }),
    "deploy-jobs": list({
      description: "Globs over job names: what these jobs run is a deploy, whatever it is called.",
    }),
    "build-jobs": list({
      description: "Globs over job names: what these jobs run is not a deploy, whatever it is called.",
    }),
    config: path({
      description: "File with what the policy allows; when not given, .github/immutable-tags.yml where there is one.",
    }),
    fix: bool({
      description: "Whether to write the fixes into the workspace; otherwise they are shown as a patch.",
      default: "false",
    }),
    "sarif-file": path({
      description: "Where to write the findings as SARIF 2.1.0, for github/codeql-action/upload-sarif.",
    }),
    "json-file": path({ description: "Where to write the findings as JSON." }),
  },
  outputs: {
    errors: count("Number of findings that break the policy; the step fails above 0."),
    warnings: count("Number of findings that a person should look at."),
    undecided: count("Number of deployed references that cannot be decided from the repository."),
    unread: count("Number of jobs that deploy by means that are not understood."),
    suppressed: count("Number of findings that a comment or the configuration lets pass."),
    "sarif-file": output(z.string(), "The SARIF file, empty when none was asked for."),
  },
});
