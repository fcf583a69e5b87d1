// immutable-tag-validator: refuses workflows whose deploy steps name an image that can change after it was built.
import { defineAction, lines, output } from "@deploy-actions/action";
import { z } from "zod";

export const definition = defineAction({
  name: "immutable-tag-validator",
  description:
    "Refuses workflows that deploy an image by a tag that can change; what builds and pushes images is left alone.",
  branding: { icon: "lock", color: "orange" },
  permissions: { contents: "read" },
  inputs: {
    paths: lines({
      description: "Workflow files to check: paths or globs from the workspace, one a line.",
      default: ".github/workflows/*.yml\n.github/workflows/*.yaml",
    }),
  },
  outputs: {
    errors: output(z.int().min(0), "Number of findings that break the policy; the step fails above 0."),
    warnings: output(z.int().min(0), "Number of findings that a person should look at."),
  },
});
