// Inputs and outputs of the migrate action.
import { choice, defineAction, inputs, map, output, path, seconds, text } from "@deploy-actions/action";
import { commitsOfRun } from "@deploy-actions/checkout/run-event";
import type { ReadResult } from "@deploy-actions/contract";
import { ImageError, type ImageReference, judgeReference, parseReference } from "@deploy-actions/image";
import { loginInputs } from "@deploy-actions/runtime/inputs";
import { z } from "zod/mini";

export const definition = defineAction({
  name: "migrate",
  description:
    "Applies pending database migrations with the project's own tool, on the runner or in a one-off container of the new image, and reports the head before and after.",
  branding: { icon: "database", color: "blue" },
  permissions: {},
  opensConnections: false,
  inputs: {
    tool: choice(["command", "alembic", "django-tenants"], {
      description:
        "The migration tool: `alembic`, `django-tenants`, or `command` for any other tool, which requires the input `command`.",
      default: "command",
    }),
    command: text({
      description:
        "For the tool `command`, the shell command that applies pending migrations and is safe to run twice; for the other tools, how the project runs the tool (`alembic -c db/alembic.ini`, `python3 src/manage.py`).",
    }),
    "head-command": text({
      description:
        "For the tool `command`, a command whose last line of output is the current head; without it, `changed` is `unknown`.",
    }),
    "working-directory": path({
      description:
        "Working directory of the tool: relative to the workspace, or inside the container when `image` is set.",
    }),
    "environment-variables": map({
      description:
        "Secret environment variables for the tool, such as `DB_URL=…`; they never appear in a command line, a log or a file.",
      secret: true,
      check: invalidNames,
    }),
    image: text({
      description:
        "Runs the tool in one-off containers of this image instead of on the runner; it must be pinned by digest or have the commit SHA in its tag.",
      read: immutableImage,
    }),
    network: text({ description: "The Docker network that the container joins; needs `image`." }),
    "timeout-seconds": seconds({
      description:
        "Time limit for the complete migration; anything still running then is stopped, including the container.",
      default: "600",
      min: 1,
      max: 86_400,
    }),
    ...inputs(loginInputs),
  },
  outputs: {
    changed: output(
      z.union([z.boolean(), z.literal("unknown")]),
      "Whether the head changed: `true`, `false`, or `unknown` for a command without `head-command`.",
    ),
    "head-before": output(z.string(), "The head before; `none` before the first migration, empty when unknown."),
    "head-after": output(z.string(), "The current head; empty when unknown."),
  },
});

function invalidNames(variables: Readonly<Record<string, string>>): string | undefined {
  const invalid = Object.keys(variables).filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (invalid.length === 0) return undefined;
  return `must use only letters, digits and "_" in variable names; invalid: ${invalid.map((name) => `\`${name}\``).join(", ")}`;
}

/** Which image migrated a database must stay known, so a mutable reference is refused. */
function immutableImage(text: string): ReadResult<ImageReference> {
  try {
    const value = parseReference(text);
    const { verdict, why } = judgeReference(value, commitsOfRun(process.env));
    if (verdict === "immutable") return { value };
    const mistake = `must be immutable, but in "${text}" ${why}; use name@sha256:… or a tag with the full commit SHA`;
    return { mistake };
  } catch (error) {
    if (error instanceof ImageError)
      return { mistake: `must be an image reference. ${error.message} ${error.next.replace(/\.$/, "")}` };
    throw error;
  }
}
