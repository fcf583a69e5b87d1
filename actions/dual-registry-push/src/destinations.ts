// Decides from the inputs where the image goes: repositories in registries, each with its login.
import { type ImageReference, lowerCased, parseReference } from "@deploy-actions/image";
import { badInput, sentences } from "./error.ts";
import { type AcrInputs, type Application, acrLogin, extraLogins, isApplication, type Login } from "./logins.ts";

export type Destination = { readonly host: string; readonly name: string; readonly login: Login };

/** `notices`: what was changed in what the inputs say, for the log. */
export type Destinations = { readonly goals: readonly Destination[]; readonly notices: readonly string[] };

/** The inputs that say where to. */
export type Where = AcrInputs & {
  readonly registry: "ghcr" | "acr" | "both";
  readonly "ghcr-image": string | undefined;
  readonly "ghcr-username": string;
  readonly "ghcr-token": string | undefined;
  readonly "acr-registry": string | undefined;
  readonly "acr-image": string | undefined;
  readonly "extra-registries": readonly string[];
  readonly "extra-credentials": Readonly<Record<string, string>>;
};

/**
 * GHCR first, then ACR, then the others. `azure`: what the hosts of the cloud's registries end in; a further registry
 * there without credentials of its own is entered as the application. Throws PushError `bad-input` with every mistake.
 */
export function destinations(where: Where, azure: string): Destinations {
  const mistakes: string[] = [];
  const notices: string[] = [];
  const goals: Destination[] = [];
  const attempt = <T>(find: () => T): T | undefined => {
    try {
      return find();
    } catch (error) {
      mistakes.push(sentences(error));
      return undefined;
    }
  };
  const repository = (input: string, value: string | undefined): ImageReference => {
    const lowered = value === undefined ? undefined : lowerCased(value);
    if (lowered !== value)
      notices.push(`Input \`${input}\`: ${value} is written ${lowered}, since registries take lower case only.`);
    return repositoryIn(input, lowered);
  };

  const acr = attempt(() => acrLogin(where));
  const logins = attempt(() => extraLogins(where["extra-credentials"])) ?? new Map();
  const application = isApplication(acr) ? acr : undefined;
  if (where.registry !== "acr") attempt(() => goals.push(ghcr(where, repository("ghcr-image", where["ghcr-image"]))));
  if (where.registry !== "ghcr")
    attempt(() => goals.push(azureGoal(where, repository("acr-image", where["acr-image"]), acr, azure)));
  for (const line of where["extra-registries"]) {
    attempt(() => {
      const { registry: host, name } = repository("extra-registries", line);
      if (host === undefined)
        throw badInput(
          `Input \`extra-registries\` has "${line}", which names no registry.`,
          "Write host/repository, for example docker.io/acme/app.",
        );
      goals.push({ host, name, login: logins.get(host) ?? applicationFor(host, application, azure) });
    });
  }
  for (const twice of repeated(goals)) {
    mistakes.push(
      `${twice} is asked for twice. Name every repository once: with \`registry: both\` the two images must differ in host or name.`,
    );
  }
  if (mistakes.length === 0) return { goals, notices };
  throw badInput(mistakes.join("\n"), "Correct the step's `with:`; see the action's README.");
}

function ghcr(where: Where, { registry = "ghcr.io", name }: ImageReference): Destination {
  const password = where["ghcr-token"];
  const login = password === undefined ? undefined : { username: where["ghcr-username"], password };
  return { host: registry, name, login };
}

function azureGoal(where: Where, { registry, name }: ImageReference, login: Login, azure: string): Destination {
  const named = where["acr-registry"] === undefined ? undefined : acrHost(where["acr-registry"], azure);
  const host = registry ?? named;
  if (host === undefined) {
    throw badInput("Input `acr-registry` is needed.", "Give the registry's name, or a host in `acr-image`.");
  }
  if (named !== undefined && named !== host) {
    throw badInput(
      `Inputs \`acr-registry\` (${named}) and \`acr-image\` (${host}) name two hosts.`,
      "Leave one of them out.",
    );
  }
  return { host, name, login };
}

function applicationFor(host: string, application: Application | undefined, azure: string): Login {
  return host.endsWith(azure) ? application : undefined;
}

/** `acme` is short for acme.azurecr.io; whatever has a dot or a port is a host already. */
function acrHost(text: string, azure: string): string {
  const lowered = text.toLowerCase();
  if (/^[a-z0-9]+$/.test(lowered) && lowered !== "localhost") return `${lowered}${azure}`;
  try {
    const { registry, name } = parseReference(`${lowered}/x`);
    if (registry === lowered && name === "x") return lowered;
  } catch {
    // Said below in the words of this input.
  }
  throw badInput(
    `Input \`acr-registry\` is no registry: "${text}".`,
    "Give its name, or host, without scheme and path.",
  );
}

function repositoryIn(input: string, value: string | undefined): ImageReference {
  if (value === undefined) throw badInput(`Input \`${input}\` is needed.`, "Give it, or choose another `registry`.");
  const reference = parseReference(value);
  if (reference.tag === undefined && reference.digest === undefined) return reference;
  throw badInput(`Input \`${input}\` is a repository, without tag and digest: "${value}".`, "Tags go into `tags`.");
}

function repeated(goals: readonly Destination[]): string[] {
  const places = goals.map(({ host, name }) => `${host}/${name}`);
  return [...new Set(places.filter((place, at) => places.indexOf(place) !== at))];
}
