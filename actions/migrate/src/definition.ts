// The migrate action as a value: its inputs and outputs, from which everything else about them is derived.
import { choice, defineAction, inputs, map, output, path, type Read, seconds, text } from "@deploy-actions/action";
import { ImageError, type ImageReference, judgeReference, parseReference } from "@deploy-actions/image";
import { loginInputs } from "@deploy-actions/runtime/inputs";
import { z } from "zod/mini";

export const definition = defineAction({
  name: "migrate",
  description:
    "Applies the pending migrations of a database with the project's own tool, on the runner or in a one-off container of the new image, and says how far the database was and is.",
  branding: { icon: "database", color: "blue" },
  permissions: {},
  inputs: {
    tool: choice(["command", "alembic", "django-tenants"], {
      description:
        "The migration tool: `alembic`, `django-tenants`, or `command` for any other, which then needs `command`.",
      default: "command",
    }),
    command: text({
      description:
        "For the tool `command`, the shell command that applies what is pending and may be run twice; for the others how the project calls the tool (`alembic -c db/alembic.ini`, `python3 src/manage.py`).",
    }),
    "head-command": text({
      description:
        "For the tool `command`, a command whose last line says how far the database is; without it `changed` is `unknown`.",
    }),
    "working-directory": path({
      description: "Where the tool runs: on the runner relative to the workspace, with `image` inside the container.",
    }),
    "environment-variables": map({
      description:
        "Secret variables for the tool, such as `DB_URL=…`; they never appear in a command line, a log or a file.",
      secret: true,
      check: wrongName,
    }),
    image: text({
      description:
        "Runs the tool in one-off containers of this image instead of on the runner; it must be pinned by digest or carry the commit SHA in its tag.",
      read: immutableImage,
    }),
    network: text({ description: "The Docker network that the container joins; needs `image`." }),
    "timeout-seconds": seconds({
      description: "Time for everything together; what still runs then is ended, the container included.",
      default: "600",
      min: 1,
      max: 86_400,
    }),
    ...inputs(loginInputs),
  },
  outputs: {
    changed: output(
      z.union([z.boolean(), z.literal("unknown")]),
      "Whether the head moved: `true`, `false`, or `unknown` for a command without `head-command`.",
    ),
    "head-before": output(
      z.string(),
      "How far the database was; `none` before the first migration, empty when unknown.",
    ),
    "head-after": output(z.string(), "How far the database is now; empty when unknown."),
  },
});

function wrongName(variables: Readonly<Record<string, string>>): string | undefined {
  const wrong = Object.keys(variables).filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (wrong.length === 0) return undefined;
  return `must name variables by letters, digits and "_"; ${wrong.map((name) => `\`${name}\``).join(", ")} is not so`;
}

/** A migration is a step of the deploy: the image that ran it must be known ever after. */
function immutableImage(text: string): Read<ImageReference> {
  try {
    const value = parseReference(text);
    const { verdict, why } = judgeReference(value);
    if (verdict === "immutable") return { value };
    const mistake = `must not be able to change its meaning, and in "${text}" ${why}; give name@sha256:… or a tag with the commit SHA`;
    return { mistake };
  } catch (error) {
    if (error instanceof ImageError)
      return { mistake: `must be an image reference. ${error.message} ${error.next.replace(/\.$/, "")}` };
    throw error;
  }
}
