// One request to a token service. The response is read completely, and no secret that was sent can appear in a message.

import type { Clock } from "@deploy-actions/contract";
import { redactor } from "@deploy-actions/secret";
import { readBody, readErrorBody } from "../http/body.ts";
import { exchange, type OutgoingRequest } from "../http/exchange.ts";
import { parseJson } from "../http/json.ts";
import type { Network } from "../http/network.ts";
import { parseRetryAfter, type RetryPolicy } from "../http/retry.ts";
import { startStallTimer } from "../http/stall.ts";

/** `timeoutMs`: milliseconds without data after which a request is given up. */
export type RequestLimits = {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
};

/** What a login of several requests needs: `mask` is called with every secret before it is used. */
export type TokenContext = RequestLimits & {
  readonly mask: (secret: string) => void;
  readonly retryPolicy: RetryPolicy;
};

export type ServiceRequest = {
  /** Where the request may lead: that of the registry that names the service, or of the input that does. */
  readonly network: Network;
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent form-encoded. A field may have several values. */
  readonly form?: readonly (readonly [string, string])[];
  /** False if a redirect counts as a refusal. */
  readonly follows?: boolean;
  /** Everything in the request that must not be repeated in a message. */
  readonly secrets: readonly string[];
};

export type ServiceResponse = {
  readonly status: number;
  /** The URL that responded, after redirects. */
  readonly url: URL;
  readonly headers: Headers;
  /** What Retry-After says, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** At most 1 MiB of a successful response. Of any other, the part that explains it, without the secrets of the request. */
  readonly text: string;
};

const MAX_RESPONSE = 1024 * 1024;

/** Sends one request. Throws a {@link RegistryError} if there is no response. Every status counts as a response. */
export async function callTokenService(request: ServiceRequest, limits: RequestLimits): Promise<ServiceResponse> {
  const { network, method, url, headers = {}, form, secrets } = request;
  const { follows = method === "GET" } = request;
  const { timeoutMs, signal, clock } = limits;
  const outgoing: OutgoingRequest = {
    method,
    url,
    follows,
    headers: {
      accept: "application/json",
      ...headers,
      ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
    },
    ...(form === undefined ? {} : { body: encoded(form) }),
  };
  const stallTimer = startStallTimer({ limitMs: timeoutMs, host: url.host, signal, clock });
  try {
    const response = await exchange(outgoing, network, stallTimer);
    const { status } = response;
    const text =
      status === 200
        ? new TextDecoder().decode(await readBody(response, MAX_RESPONSE, stallTimer))
        : redact(secrets, await readErrorBody(response, stallTimer));
    const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), clock.date().getTime());
    return { status, url: response.url, headers: response.headers, retryAfterMs, text };
  } finally {
    stallTimer.stop();
  }
}

/** The response as JSON, or undefined if it is not valid JSON. */
export function jsonIn({ text }: ServiceResponse): unknown {
  return parseJson(text);
}

function encoded(form: readonly (readonly [string, string])[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(
    new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString(),
  );
}

/** A JWT anywhere in a text. The look-behind keeps the search linear: a match can only start at the start of a word. */
const JWT = /(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** Replaces the secrets, in every form in which a service may repeat them, and every JWT. */
export function redact(secrets: readonly string[], text: string): string {
  return redactor(secrets).redact(text).replace(JWT, "***");
}
