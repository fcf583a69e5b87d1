// Turns the inputs of migrate into a migration: which migrator, where it runs, and the time limit. Reports all contradictions between inputs
// together. Pure.
import type { InputsOf } from "@deploy-actions/action";
import { repositoryOf } from "@deploy-actions/image";
import {
  alembic,
  commandInContainer,
  commandOnTarget,
  containerName,
  djangoTenants,
  type Migration,
  type Migrator,
  type StepLocation,
  splitPlainCommand,
} from "@deploy-actions/migrate";
import type { definition } from "./definition.ts";

type Inputs = InputsOf<typeof definition>;
type Environment = Readonly<NodeJS.ProcessEnv>;

export function migrationFrom(inputs: Inputs, environment: Environment): Migration | { readonly mistakes: string[] } {
  const mistakes = [...mistakesIn(inputs)];
  const migrator = migratorFrom(inputs);
  if (typeof migrator === "string") mistakes.push(migrator);
  if (mistakes.length > 0 || typeof migrator === "string") return { mistakes };
  return {
    migrator,
    location: locationFrom(inputs, environment),
    timeoutMs: inputs["timeout-seconds"] * 1000,
    logins: loginsFrom(inputs),
  };
}

function* mistakesIn(inputs: Inputs): Generator<string> {
  const { tool, image, network } = inputs;
  const username = inputs["registry-username"];
  const password = inputs["registry-password"];
  if (tool !== "command" && inputs["head-command"] !== undefined) {
    yield `Input \`head-command\` is only for the tool command; ${tool} reads the head by itself. Remove it.`;
  }
  if (network !== undefined && image === undefined) {
    yield "Input `network` requires `image`. Set `image`, or remove `network`.";
  }
  if ((username === undefined) !== (password === undefined)) {
    yield "Inputs `registry-username` and `registry-password` must be set together; one of them is missing.";
  }
  if (username !== undefined && image === undefined) {
    yield "Input `registry-username` requires `image`. Set `image`, or remove `registry-username`.";
  }
}

/** The migrator, or the problem with `command`. */
function migratorFrom(inputs: Inputs): Migrator | string {
  const { tool, command: text, image } = inputs;
  if (tool === "command") {
    if (text === undefined) {
      return "Input `command` is missing: set it to the command that applies the migrations, or set tool to alembic or django-tenants.";
    }
    return (image === undefined ? commandOnTarget : commandInContainer)(text, inputs["head-command"]);
  }
  const build = tool === "alembic" ? alembic : djangoTenants;
  if (text === undefined) return build();
  const argv = splitPlainCommand(text);
  if (argv !== undefined) return build(argv);
  return `For ${tool}, input \`command\` is how the project runs the tool and must not use shell syntax, e.g. \`poetry run alembic\` or \`python3 src/manage.py\`.`;
}

function locationFrom(inputs: Inputs, environment: Environment): StepLocation {
  const directory = inputs["working-directory"];
  const env = inputs["environment-variables"];
  const common = { env, ...(directory === undefined ? {} : { directory }) };
  const { image, network } = inputs;
  if (image === undefined) return { kind: "target", ...common };
  return {
    kind: "container",
    ...common,
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

/** Links a container to the run that started it. */
function labelsFrom({ GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID }: Environment): Record<string, string> {
  if (!GITHUB_SERVER_URL || !GITHUB_REPOSITORY || !GITHUB_RUN_ID) return {};
  return { "deploy-actions.run": `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}` };
}

function loginsFrom(inputs: Inputs): Migration["logins"] {
  const username = inputs["registry-username"];
  const password = inputs["registry-password"];
  if (username === undefined || password === undefined || inputs.image === undefined) return [];
  return [{ registry: inputs.image.registry ?? "docker.io", username, password }];
}
