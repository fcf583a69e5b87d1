// Reads from the inputs where to publish the image: repositories in registries, each with its login.
import { type ImageReference, lowerCaseName, parseReference } from "@deploy-actions/image";
import { badInput, partsOf } from "./error.ts";
import { type AcrInputs, acrLogin, type ExtraLogins, isApplication, type Login } from "./logins.ts";

export type Destination = { readonly host: string; readonly name: string; readonly login: Login };

/** `notices`: what was changed in the inputs' values, for the log. */
export type Destinations = { readonly destinations: readonly Destination[]; readonly notices: readonly string[] };

/** The inputs about destinations. */
export type DestinationInputs = AcrInputs & {
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
 * GHCR first, then ACR, then the others. `azureSuffix`: the domain suffix of the cloud's registries. A further registry with
 * it and without credentials of its own gets the application's login. Throws PushError `bad-input` with all mistakes.
 */
export function destinationsFrom(inputs: DestinationInputs, azureSuffix: string): Destinations {
  const mistakes: string[] = [];
  const notices: string[] = [];
  const found: Destination[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      const { message, next } = partsOf(error);
      mistakes.push(next === undefined ? message : `${message} ${next}`);
      return undefined;
    }
  };
  const repository = (input: string, value: string | undefined): ImageReference => {
    const lowered = value === undefined ? undefined : lowerCaseName(value);
    if (lowered !== value)
      notices.push(
        `Input \`${input}\`: ${value} was changed to ${lowered}, because registries only accept lower case.`,
      );
    return repositoryIn(input, lowered);
  };

  const acr = attempt(() => acrLogin(inputs));
  if (inputs.registry !== "acr")
    attempt(() => found.push(ghcr(inputs, repository("ghcr-image", inputs["ghcr-image"]))));
  if (inputs.registry !== "ghcr")
    attempt(() => found.push(azureDestination(inputs, repository("acr-image", inputs["acr-image"]), acr, azureSuffix)));
  for (const line of inputs["extra-registries"]) {
    attempt(() => {
      const { registry: host, name } = repository("extra-registries", line);
      if (host === undefined)
        throw badInput(
          `Input \`extra-registries\`: "${line}" does not name a registry.`,
          "Use host/repository, for example docker.io/acme/app.",
        );
      found.push({
        host,
        name,
        login: inputs["extra-credentials"].get(host) ?? applicationFor(host, acr, azureSuffix),
      });
    });
  }
  for (const name of repeated(found)) {
    mistakes.push(
      `${name} is listed twice. List every repository once: with \`registry: both\` the two images must differ in host or name.`,
    );
  }
  if (mistakes.length === 0) return { destinations: found, notices };
  throw badInput(mistakes.join("\n"), "Correct the step's `with:`. See the action's README.");
}

/**
 * The login for a registry that the image is read from: the same as for writing there, even if nothing is published there
 * this time. Takes inputs that {@link destinationsFrom} has accepted.
 */
export function readLogin(host: string, inputs: DestinationInputs, azureSuffix: string): Login {
  const acr = acrLogin(inputs);
  if (host === (hostIn(inputs["ghcr-image"]) ?? GHCR)) return ghcrLogin(inputs);
  const named = inputs["acr-registry"] === undefined ? undefined : acrHost(inputs["acr-registry"], azureSuffix);
  if (host === (hostIn(inputs["acr-image"]) ?? named)) return acr;
  return inputs["extra-credentials"].get(host) ?? applicationFor(host, acr, azureSuffix);
}

function hostIn(repository: string | undefined): string | undefined {
  return repository === undefined ? undefined : repositoryIn("", lowerCaseName(repository)).registry;
}

const GHCR = "ghcr.io";

function ghcr(inputs: DestinationInputs, { registry = GHCR, name }: ImageReference): Destination {
  return { host: registry, name, login: ghcrLogin(inputs) };
}

function ghcrLogin({ "ghcr-username": username, "ghcr-token": password }: DestinationInputs): Login {
  return password === undefined ? undefined : { username, password };
}

function azureDestination(
  inputs: DestinationInputs,
  { registry, name }: ImageReference,
  login: Login,
  azureSuffix: string,
): Destination {
  const named = inputs["acr-registry"] === undefined ? undefined : acrHost(inputs["acr-registry"], azureSuffix);
  const host = registry ?? named;
  if (host === undefined) {
    throw badInput("Input `acr-registry` is needed.", "Set it to the registry's name, or add a host to `acr-image`.");
  }
  if (named !== undefined && named !== host) {
    throw badInput(
      `Inputs \`acr-registry\` (${named}) and \`acr-image\` (${host}) name different hosts.`,
      "Remove one of them.",
    );
  }
  return { host, name, login };
}

function applicationFor(host: string, login: Login, azureSuffix: string): Login {
  return isApplication(login) && host.endsWith(azureSuffix) ? login : undefined;
}

/** `acme` is short for acme.azurecr.io. Anything with a dot or a port is already a host. */
function acrHost(text: string, azureSuffix: string): string {
  const lowered = text.toLowerCase();
  if (/^[a-z0-9]+$/.test(lowered) && lowered !== "localhost") return `${lowered}${azureSuffix}`;
  try {
    const { registry, name } = parseReference(`${lowered}/x`);
    if (registry === lowered && name === "x") return lowered;
  } catch {
    // The error below names this input.
  }
  throw badInput(
    `Input \`acr-registry\` is not a valid registry: "${text}".`,
    "Use its name or host, without scheme and path.",
  );
}

function repositoryIn(input: string, value: string | undefined): ImageReference {
  if (value === undefined) throw badInput(`Input \`${input}\` is needed.`, "Set it, or choose another `registry`.");
  const reference = parseReference(value);
  if (reference.tag === undefined && reference.digest === undefined) return reference;
  throw badInput(`Input \`${input}\` must be a repository without tag or digest: "${value}".`, "Put tags into `tags`.");
}

function repeated(destinations: readonly Destination[]): string[] {
  const repositories = destinations.map(({ host, name }) => `${host}/${name}`);
  return [...new Set(repositories.filter((repository, at) => repositories.indexOf(repository) !== at))];
}
