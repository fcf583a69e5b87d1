// Sends a request to one registry as somebody: authenticates, asks once more after a 401, and turns every status that
// was not expected into a RegistryError.
import type { Login } from "../auth/credentials.ts";
import { identityFor } from "../auth/identity.ts";
import { readExplanation } from "../http/body.ts";
import { endpointOf } from "../http/endpoint.ts";
import { amendError } from "../http/error.ts";
import { type Body, exchange, type Method } from "../http/exchange.ts";
import type { Log } from "../http/log.ts";
import { type RetryPolicy, withRetry } from "../http/retry.ts";
import { anySignal, type StallTimer, startStallTimer } from "../http/stall.ts";
import { statusError } from "../http/status-error.ts";

export type RegistryOptions = {
  /** As references write it: `ghcr.io`, `myregistry.azurecr.io`, `127.0.0.1:5000`. */
  readonly host: string;
  /** Absent: anonymous. */
  readonly credentials?: Login | undefined;
  /** Hears every token before it is used, so that it can be kept out of the log. */
  readonly mask?: (secret: string) => void;
  /** Milliseconds without a byte after which an attempt is given up; 30,000 unless given. */
  readonly timeoutMs?: number;
  /** How often a request is tried in all; 5 unless given. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt where the registry names no time; 1,000 unless given, doubled each time. */
  readonly pauseMs?: number;
  readonly signal?: AbortSignal;
  readonly log?: Log;
};

type Ask = {
  readonly method: Method;
  /** A path below the registry's origin, or the URL it named itself. */
  readonly url: string | URL;
  /** What the token must allow, for example `repository:acme/app:pull`. */
  readonly scopes: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
  /** Statuses that are an answer; every other one is thrown. */
  readonly expect: readonly number[] | ((status: number) => boolean);
  /** What is asked, to follow "refused to". */
  readonly asked: string;
};

export type Transport = {
  readonly host: string;
  readonly retryPolicy: RetryPolicy;
  /** Sends until it is answered, and hands the answer to `receive`, which must read or drop its body. */
  send<T>(ask: Ask, receive: (answer: Response, guard: StallTimer) => Promise<T>): Promise<T>;
  /** Sends once. For streams, which cannot be sent twice; the guard is the caller's. */
  sendOnce(ask: Ask, guard: StallTimer): Promise<Response>;
  /** A limit on silence for one piece of work with this registry, `factor` times the usual; `stop` ends it as well. */
  guard(stop?: AbortSignal, factor?: number): StallTimer;
};

const SILENT: Log = { info: () => {}, debug: () => {}, warning: () => {} };

export function openTransport(options: RegistryOptions): Transport {
  const { host, credentials, signal, timeoutMs = 30_000, attempts = 5, pauseMs = 1000, log = SILENT } = options;
  const { mask = () => {} } = options;
  const origin = endpointOf(host);
  const identity = identityFor({ host, credentials, mask, timeoutMs, signal });
  const retryPolicy: RetryPolicy = { attempts, pauseMs, signal, log };
  const guard = (stop?: AbortSignal, factor = 1): StallTimer =>
    startStallTimer(timeoutMs * factor, host, anySignal(signal, stop));

  const attempt = async (ask: Ask, watch: StallTimer): Promise<{ answer: Response; sent: string | undefined }> => {
    const url = new URL(ask.url, origin);
    // A credential is made for the registry's own origin; an upload location elsewhere carries its own permission.
    const sent = url.origin === origin.origin ? await identity.header(ask.scopes) : undefined;
    const headers = { ...ask.headers, ...(sent === undefined ? {} : { authorization: sent }) };
    const body = ask.body === undefined ? {} : { body: ask.body };
    return { answer: await exchange({ method: ask.method, url, headers, ...body }, watch), sent };
  };

  const sendOnce = async (ask: Ask, watch: StallTimer): Promise<Response> => {
    let { answer, sent } = await attempt(ask, watch);
    const learned = answer.status === 401 && identity.learn(answer.headers.get("www-authenticate"), ask.scopes, sent);
    const isStream = ask.body !== undefined && !(ask.body instanceof Uint8Array);
    if (learned && !isStream) {
      await answer.body?.cancel();
      ({ answer, sent } = await attempt(ask, watch));
    }
    log.debug(`${ask.method} ${host}${new URL(ask.url, origin).pathname} -> ${answer.status}`);
    const accepted = credentials !== undefined && sent?.startsWith("Bearer ");
    const hidden = answer.status === 404 && identity.lacksPull(ask.scopes, sent);
    if (isExpected(ask, answer.status) && !hidden) return answer;
    const body = await readExplanation(answer, watch);
    const refused = statusError({
      status: answer.status,
      host,
      asked: ask.asked,
      body,
      retryAfter: answer.headers.get("retry-after"),
      credentials: accepted ? "accepted" : undefined,
      missingAccess: accepted || hidden ? identity.missingAccess(ask.scopes, sent) : undefined,
      hidden,
    });
    // Who has the stream's bytes still can send them once more, with a new token.
    throw learned && isStream ? amendError(refused, { transient: true }) : refused;
  };

  const send = <T>(ask: Ask, receive: (answer: Response, guard: StallTimer) => Promise<T>): Promise<T> =>
    withRetry(retryPolicy, async () => {
      const watch = guard();
      try {
        return await receive(await sendOnce(ask, watch), watch);
      } finally {
        watch.end();
      }
    });

  return { host, retryPolicy, send, sendOnce, guard };
}

function isExpected({ expect }: Ask, status: number): boolean {
  return typeof expect === "function" ? expect(status) : expect.includes(status);
}
