// One request to a token service. What it answers is read whole, and no secret that was sent can come back in a message.
import { readBody, readExplanation } from "../http/body.ts";
import { trusted } from "../http/endpoint.ts";
import { exchange, type Outgoing } from "../http/exchange.ts";
import type { RetryPolicy } from "../http/retry.ts";
import { startStallTimer } from "../http/stall.ts";

/** Limits of a request: milliseconds without a byte, and the caller's cancellation. */
export type RequestLimits = { readonly timeoutMs: number; readonly signal: AbortSignal | undefined };

/** What an exchange of several requests needs besides: who hears secrets before they are used, and when to try again. */
export type TokenContext = RequestLimits & {
  readonly mask: (secret: string) => void;
  readonly retryPolicy: RetryPolicy;
};

/** A token service, as the caller names it, and everything in the request that must not be repeated. */
export type ServiceRequest = {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as a form; a field may have several values. */
  readonly form?: readonly (readonly [string, string])[];
  readonly secrets: readonly string[];
};

export type ServiceAnswer = {
  readonly status: number;
  readonly headers: Headers;
  /** At most 1 MiB of a good answer, and of any other the part that explains it, without the secrets of the request. */
  readonly text: string;
};

const LARGEST_ANSWER = 1024 * 1024;

/** Asks once. Throws a {@link RegistryError} where no answer came; every status is an answer. */
export async function callTokenService(
  question: ServiceRequest,
  { timeoutMs, signal }: RequestLimits,
): Promise<ServiceAnswer> {
  const { method, url, headers = {}, form, secrets } = question;
  trusted(url, url.host);
  const outgoing: Outgoing = {
    method,
    url,
    headers: {
      accept: "application/json",
      ...headers,
      ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
    },
    ...(form === undefined ? {} : { body: encoded(form) }),
  };
  const guard = startStallTimer(timeoutMs, url.host, signal);
  try {
    const answer = await exchange(outgoing, guard);
    const { status } = answer;
    const text =
      status === 200
        ? new TextDecoder().decode(await readBody(answer, LARGEST_ANSWER, guard))
        : redact(secrets, await readExplanation(answer, guard));
    return { status, headers: answer.headers, text };
  } finally {
    guard.end();
  }
}

/** The answer as JSON, or undefined where it is none. */
export function jsonIn({ text }: ServiceAnswer): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function encoded(form: readonly (readonly [string, string])[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(
    new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString(),
  );
}

/** A JWT anywhere in a text. It can begin only where a run of its letters begins, so that no text takes long. */
const JWT = /(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** Secrets as they are and as a form or a URL writes them; besides, every JWT, whosever it is. */
export function redact(secrets: readonly string[], text: string): string {
  const written = secrets.flatMap((secret) => [secret, encodeURIComponent(secret), formValue(secret)]);
  return written
    .reduce((safe, secret) => (secret === "" ? safe : safe.replaceAll(secret, "***")), text)
    .replace(JWT, "***");
}

function formValue(text: string): string {
  return new URLSearchParams({ v: text }).toString().slice("v=".length);
}
