// Decides from the inputs where the image goes: repositories in registries, each with its login.
import { type ImageReference, lowerCased, parseReference } from "@deploy-actions/image";
import { badInput, sentences } from "./error.ts";
import { type AcrInputs, acrLogin, type ExtraLogins, isApplication, type Login } from "./logins.ts";

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
  readonly "extra-credentials": ExtraLogins;
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
      goals.push({ host, name, login: where["extra-credentials"].get(host) ?? applicationFor(host, acr, azure) });
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

/**
 * Who this step is to a registry that it reads an image from: the same as where it writes there, also when it does not
 * this time. Inputs as `destinations` takes them, after it had no complaint.
 */
export function readingLogin(host: string, where: Where, azure: string): Login {
  const acr = acrLogin(where);
  if (host === (hostIn(where["ghcr-image"]) ?? GHCR)) return ghcrLogin(where);
  const named = where["acr-registry"] === undefined ? undefined : acrHost(where["acr-registry"], azure);
  if (host === (hostIn(where["acr-image"]) ?? named)) return acr;
  return where["extra-credentials"].get(host) ?? applicationFor(host, acr, azure);
}

function hostIn(repository: string | undefined): string | undefined {
  return repository === undefined ? undefined : repositoryIn("", lowerCased(repository)).registry;
}

const GHCR = "ghcr.io";

function ghcr(where: Where, { registry = GHCR, name }: ImageReference): Destination {
  return { host: registry, name, login: ghcrLogin(where) };
}

function ghcrLogin({ "ghcr-username": username, "ghcr-token": password }: Where): Login {
  return password === undefined ? undefined : { username, password };
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

function applicationFor(host: string, login: Login, azure: string): Login {
  return isApplication(login) && host.endsWith(azure) ? login : undefined;
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
