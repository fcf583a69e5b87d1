// Sends requests to one registry: authenticates, repeats a request once after a 401, retries transient failures, and turns
// every unexpected status into a RegistryError.

import { type Clock, type Log, silentLog, systemClock } from "@deploy-actions/contract";
import type { ResolveAll } from "@deploy-actions/untrusted/address";
import type { Login } from "../auth/credentials.ts";
import { identityFor } from "../auth/identity.ts";
import { readErrorBody } from "../http/body.ts";
import { anySignal } from "../http/deadline.ts";
import { endpointOf } from "../http/endpoint.ts";
import { amendError } from "../http/error.ts";
import { type Body, exchange, type Method } from "../http/exchange.ts";
import { openNetwork } from "../http/network.ts";
import type { HttpResponse } from "../http/response.ts";
import { parseRetryAfter, type RetryPolicy, withRetry } from "../http/retry.ts";
import { type StallTimer, startStallTimer } from "../http/stall.ts";
import { statusError } from "../http/status-error.ts";

export type RegistryOptions = {
  /** As written in references: `ghcr.io`, `myregistry.azurecr.io`, `127.0.0.1:5000`. */
  readonly host: string;
  /** Anonymous if absent. */
  readonly credentials?: Login | undefined;
  /**
   * Other hosts that belong to this registry, `host` or `host:port`: a token service that may get its credentials, or storage in a
   * stricter network than the registry's own.
   */
  readonly trustedHosts?: readonly string[] | undefined;
  /** Called with every token before it is used, so that it can be kept out of the log. */
  readonly mask?: (secret: string) => void;
  /** Milliseconds without data after which an attempt is given up. Default: 30,000. */
  readonly timeoutMs?: number;
  /** How often a request is tried in total. Default: 5. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt if the registry does not ask for another pause. Doubled each time. Default: 1,000. */
  readonly pauseMs?: number;
  readonly signal?: AbortSignal;
  readonly log?: Log;
  readonly clock?: Clock;
  /** Resolves names. Default: the system's resolver. */
  readonly resolve?: ResolveAll;
};

type RegistryRequest = {
  readonly method: Method;
  /** A path below the registry's origin, or a URL that the registry named. */
  readonly url: string | URL;
  /** What the token must allow, for example `repository:acme/app:pull`. */
  readonly scopes: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
  /** The statuses that the caller handles. Every other one is thrown. */
  readonly expect: readonly number[] | ((status: number) => boolean);
  /** What is requested, to follow "refused to". */
  readonly asked: string;
};

export type Transport = {
  readonly host: string;
  readonly retryPolicy: RetryPolicy;
  readonly clock: Clock;
  /** Sends with retries and passes the response to `receive`, which must read or cancel its body. */
  send<T>(request: RegistryRequest, receive: Receive<T>): Promise<T>;
  /** Sends once. For streams, which cannot be sent again. The caller owns the stall timer. */
  sendOnce(request: RegistryRequest, stallTimer: StallTimer): Promise<HttpResponse>;
  /** A stall timer with `factor` times the usual limit, which `signal` aborts as well. */
  startStallTimer(signal?: AbortSignal, factor?: number): StallTimer;
};

/** Reads a response. Must reset the stall timer whenever data arrives. */
export type Receive<T> = (response: HttpResponse, stallTimer: StallTimer) => Promise<T>;

type Attempt = { readonly response: HttpResponse; readonly sentAuthorization: string | undefined };

export function openTransport(options: RegistryOptions): Transport {
  const { host, credentials, signal, timeoutMs = 30_000, attempts = 5, pauseMs = 1000 } = options;
  const { mask = () => {}, log = silentLog, clock = systemClock } = options;
  const origin = endpointOf(host);
  const { trustedHosts = [], resolve } = options;
  const network = openNetwork({ host, input: origin, trustedHosts, resolve });
  const identity = identityFor({ host, credentials, trustedHosts, mask, timeoutMs, signal, clock, network });
  const retryPolicy: RetryPolicy = { attempts, pauseMs, signal, log, clock };
  const stallTimer = (also?: AbortSignal, factor = 1): StallTimer =>
    startStallTimer({ limitMs: timeoutMs * factor, host, signal: anySignal(signal, also), clock });

  const attempt = async (request: RegistryRequest, timer: StallTimer): Promise<Attempt> => {
    const url = new URL(request.url, origin);
    // Credentials are for the registry's own origin. An upload location elsewhere carries its own authorization.
    const sentAuthorization = url.origin === origin.origin ? await identity.header(request.scopes) : undefined;
    const authorization = sentAuthorization === undefined ? {} : { authorization: sentAuthorization };
    const headers = { ...request.headers, ...authorization };
    const body = request.body === undefined ? {} : { body: request.body };
    return {
      response: await exchange({ method: request.method, url, headers, ...body }, network, timer),
      sentAuthorization,
    };
  };

  const sendOnce = async (request: RegistryRequest, timer: StallTimer): Promise<HttpResponse> => {
    const { scopes, asked } = request;
    let { response, sentAuthorization } = await attempt(request, timer);
    // The challenge of another host, to which the registry redirected, must not decide where its credentials are sent.
    const learned =
      response.status === 401 &&
      response.url.origin === origin.origin &&
      identity.learn(response.headers.get("www-authenticate"), scopes, sentAuthorization);
    const isStream = request.body !== undefined && !(request.body instanceof Uint8Array);
    if (learned && !isStream) {
      response.discard();
      ({ response, sentAuthorization } = await attempt(request, timer));
    }
    log.debug(`${request.method} ${host}${new URL(request.url, origin).pathname} -> ${response.status}`);
    const accepted = credentials !== undefined && sentAuthorization?.startsWith("Bearer ");
    const hidden = response.status === 404 && identity.lacksPull(scopes, sentAuthorization);
    if (isExpected(request, response.status) && !hidden) return response;
    const refused = statusError({
      status: response.status,
      host,
      asked,
      body: await readErrorBody(response, timer),
      retryAfterMs: parseRetryAfter(response.headers.get("retry-after"), clock.date().getTime()),
      credentials: accepted ? "accepted" : undefined,
      missingAccess: accepted || hidden ? identity.missingAccess(scopes, sentAuthorization) : undefined,
      hidden,
    });
    // A caller that still has the stream's bytes can send them again with a new token.
    throw learned && isStream ? amendError(refused, { transient: true }) : refused;
  };

  const send = <T>(request: RegistryRequest, receive: Receive<T>): Promise<T> =>
    withRetry(retryPolicy, async () => {
      const timer = stallTimer();
      try {
        return await receive(await sendOnce(request, timer), timer);
      } finally {
        timer.stop();
      }
    });

  return { host, retryPolicy, clock, send, sendOnce, startStallTimer: stallTimer };
}

function isExpected({ expect }: RegistryRequest, status: number): boolean {
  return typeof expect === "function" ? expect(status) : expect.includes(status);
}
