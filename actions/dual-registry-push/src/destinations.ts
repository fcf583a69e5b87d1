// Decides from the inputs where the image goes: one repository in each registry, with its credentials.
import { type ImageReference, parseReference } from "@deploy-actions/image";
import type { Credentials } from "@deploy-actions/registry";
import { PushError } from "./error.ts";

export type Destination = {
  readonly registry: "ghcr" | "acr";
  readonly host: string;
  readonly name: string;
  readonly credentials: Credentials | undefined;
};

/** The inputs that say where to. */
export type Where = {
  readonly registry: "ghcr" | "acr" | "both";
  readonly "ghcr-image": string | undefined;
  readonly "acr-registry": string | undefined;
  readonly "acr-image": string | undefined;
  readonly "ghcr-username": string;
  readonly "ghcr-token": string | undefined;
  readonly "acr-username": string | undefined;
  readonly "acr-password": string | undefined;
};

/** GHCR first, then ACR. Throws {@link PushError} `bad-input` naming every input that is missing or wrong. */
export function destinations(where: Where): Destination[] {
  const mistakes: string[] = [];
  const found: Destination[] = [];
  const wanted = where.registry === "both" ? (["ghcr", "acr"] as const) : [where.registry];
  for (const registry of wanted) {
    try {
      found.push(registry === "ghcr" ? ghcr(where) : acr(where));
    } catch (error) {
      mistakes.push(error instanceof Error ? sentences(error) : String(error));
    }
  }
  if (mistakes.length > 0) throw badInput(mistakes.join("\n"), "Correct the step's `with:`; see the action's README.");
  return found;
}

function ghcr(where: Where): Destination {
  const repository = repositoryIn("ghcr-image", where["ghcr-image"], "ghcr");
  const password = where["ghcr-token"];
  const credentials = password === undefined ? undefined : { username: where["ghcr-username"], password };
  return { registry: "ghcr", host: repository.registry ?? "ghcr.io", name: repository.name, credentials };
}

function acr(where: Where): Destination {
  const repository = repositoryIn("acr-image", where["acr-image"], "acr");
  const named = where["acr-registry"] === undefined ? undefined : acrHost(where["acr-registry"]);
  const host = repository.registry ?? named;
  if (host === undefined) {
    throw badInput("Input `acr-registry` is needed.", "Give the registry's name, or a host in `acr-image`.");
  }
  if (named !== undefined && named !== host) {
    throw badInput(
      `Inputs \`acr-registry\` (${named}) and \`acr-image\` (${host}) name two hosts.`,
      "Leave one of them out.",
    );
  }
  return { registry: "acr", host, name: repository.name, credentials: acrCredentials(where) };
}

function acrCredentials({ "acr-username": username, "acr-password": password }: Where): Credentials | undefined {
  if (username !== undefined && password !== undefined) return { username, password };
  if (username === undefined && password === undefined) return undefined;
  const missing = username === undefined ? "acr-username" : "acr-password";
  throw badInput(`Input \`${missing}\` is missing.`, "`acr-username` and `acr-password` go together.");
}

/** `acme` is short for acme.azurecr.io; whatever has a dot or a port is a host already. */
function acrHost(text: string): string {
  if (/^[a-z0-9]+$/i.test(text) && text !== "localhost") return `${text.toLowerCase()}.azurecr.io`;
  try {
    const { registry, name } = parseReference(`${text}/x`);
    if (registry === text && name === "x") return text;
  } catch {
    // Said below in the words of this input.
  }
  throw badInput(
    `Input \`acr-registry\` is no registry: "${text}".`,
    "Give its name, or host, without scheme and path.",
  );
}

function repositoryIn(input: string, value: string | undefined, registry: string): ImageReference {
  if (value === undefined) {
    throw badInput(`Input \`${input}\` is needed to push to ${registry}.`, "Give it, or choose another `registry`.");
  }
  const reference = parseReference(value);
  if (reference.tag === undefined && reference.digest === undefined) return reference;
  throw badInput(`Input \`${input}\` is a repository, without tag and digest: "${value}".`, "Tags go into `tags`.");
}

/** An error of a part, to stand in a list: what is wrong and what would be right. */
function sentences(error: Error): string {
  const next: unknown = Reflect.get(error, "next");
  return typeof next === "string" ? `${error.message} ${next}` : error.message;
}

function badInput(message: string, next: string): PushError {
  return new PushError("bad-input", { message, next });
}
