// Turns the inputs of migrate into a migration: which migrator, where it runs, for how long. Says all that does not fit
// together at once. Pure.
import type { InputsOf } from "@deploy-actions/action";
import { repositoryOf } from "@deploy-actions/image";
import {
  alembic,
  command,
  commandInContainer,
  containerName,
  djangoTenants,
  type Migration,
  type Migrator,
  type Place,
  parseWords,
} from "@deploy-actions/migrate";
import type { definition } from "./definition.ts";

type Inputs = InputsOf<typeof definition>;
type Environment = Readonly<NodeJS.ProcessEnv>;

export function requested(inputs: Inputs, environment: Environment): Migration | { readonly mistakes: string[] } {
  const mistakes = [...mistakesIn(inputs)];
  const migrator = migratorFor(inputs);
  if (typeof migrator === "string") mistakes.push(migrator);
  if (mistakes.length > 0 || typeof migrator === "string") return { mistakes };
  return {
    migrator,
    place: placeFor(inputs, environment),
    timeoutMs: inputs["timeout-seconds"] * 1000,
    logins: loginsFor(inputs),
  };
}

function* mistakesIn(inputs: Inputs): Generator<string> {
  const { tool, image, network } = inputs;
  const username = inputs["registry-username"];
  const password = inputs["registry-password"];
  if (tool !== "command" && inputs["head-command"] !== undefined) {
    yield `Input \`head-command\` belongs to the tool command; ${tool} says by itself how far the database is. Leave it out.`;
  }
  if (network !== undefined && image === undefined) {
    yield "Input `network` is for a container, and there is no `image`. Give the image, or leave the network out.";
  }
  if ((username === undefined) !== (password === undefined)) {
    yield "Inputs `registry-username` and `registry-password` go together; one of them is missing.";
  }
  if (username !== undefined && image === undefined) {
    yield "Input `registry-username` is for pulling an image, and there is no `image`. Leave it out.";
  }
}

/** The migrator, or what is wrong with `command`. */
function migratorFor(inputs: Inputs): Migrator | string {
  const { tool, command: text, image } = inputs;
  if (tool === "command") {
    if (text === undefined) {
      return "Input `command` is missing: give the command that applies the migrations, or choose tool: alembic or django-tenants.";
    }
    return (image === undefined ? command : commandInContainer)(text, inputs["head-command"]);
  }
  const build = tool === "alembic" ? alembic : djangoTenants;
  if (text === undefined) return build();
  const words = parseWords(text);
  if (words !== undefined) return build(words);
  return `Input \`command\` says for ${tool} only how the project calls the tool, in plain words without shell syntax, e.g. \`poetry run alembic\` or \`python3 src/manage.py\`.`;
}

function placeFor(inputs: Inputs, environment: Environment): Place {
  const directory = inputs["working-directory"];
  const env = inputs["environment-variables"];
  const where = { env, ...(directory === undefined ? {} : { directory }) };
  const { image, network } = inputs;
  if (image === undefined) return { kind: "target", ...where };
  return {
    kind: "container",
    ...where,
    image,
    name: containerName([
      ...["GITHUB_REPOSITORY", "GITHUB_WORKFLOW", "GITHUB_JOB", "GITHUB_ACTION"].map((name) => environment[name] ?? ""),
      repositoryOf(image),
      network ?? "",
      inputs.tool,
      inputs.command ?? "",
    ]),
    labels: labelsFrom(environment),
    ...(network === undefined ? {} : { network }),
  };
}

/** Who started the container, for the person who finds it. */
function labelsFrom({ GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID }: Environment): Record<string, string> {
  if (!GITHUB_SERVER_URL || !GITHUB_REPOSITORY || !GITHUB_RUN_ID) return {};
  return { "deploy-actions.run": `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}` };
}

function loginsFor(inputs: Inputs): Migration["logins"] {
  const username = inputs["registry-username"];
  const password = inputs["registry-password"];
  if (username === undefined || password === undefined || inputs.image === undefined) return [];
  return [{ registry: inputs.image.registry ?? "docker.io", username, password }];
}
