// Finds out what a registry has without taking it: by HEAD, and by GET where a server refuses HEAD or answers it with 404,
// which some do for what they have. Only a plain 404 of the registry itself, to the credentials that were given, means
// that there is nothing: whoever takes any other answer for that overwrites what they could not see.
import { z } from "zod/mini";
import { readExplanation } from "./body.ts";
import { endpointOf } from "./endpoint.ts";
import { RegistryError } from "./error.ts";
import type { Guard } from "./guard.ts";
import { MANIFEST_TYPES } from "./manifest.ts";
import type { Transport } from "./transport.ts";

export type Subject = {
  readonly url: string;
  readonly scopes: readonly string[];
  /** As references write it, for messages. */
  readonly what: string;
};

type Receive<T> = (answer: Response, guard: Guard) => Promise<T>;

export const ACCEPTED = MANIFEST_TYPES.join(", ");
/** What is of another kind occupies its name too; without this a registry may answer 404 to it. */
const ANYTHING = `${ACCEPTED}, */*`;

/** A missing login has its own way, and these pass by themselves; any other error may be about HEAD alone. */
const NOT_ABOUT_HEAD: readonly number[] = [401, 408, 425, 429, 502, 503, 504];
const mayBeAboutHead = (status: number): boolean => status >= 400 && !NOT_ABOUT_HEAD.includes(status);

/** The digest behind a name, or undefined where there is none. `digestOf` reads it out of a whole manifest. */
export async function lookUpManifest(
  transport: Transport,
  { url, scopes, what }: Subject,
  digestOf: Receive<string>,
): Promise<string | undefined> {
  const ask = { url, scopes, asked: `say what ${what} is` };
  const stated = await transport.send(
    {
      ...ask,
      method: "HEAD",
      headers: { accept: ACCEPTED },
      expect: (status) => status === 200 || mayBeAboutHead(status),
    },
    async ({ status, headers }) => (status === 200 ? headers.get("docker-content-digest") : null),
  );
  if (stated !== null) return stated;
  return transport.send(
    { ...ask, method: "GET", headers: { accept: ANYTHING }, expect: [200, 404] },
    async (answer, guard) => {
      if (answer.status === 200) return digestOf(answer, guard);
      const doubt = doubtAbout(answer, await readExplanation(answer, guard), transport.host, what);
      if (doubt !== undefined) throw doubt;
      return undefined;
    },
  );
}

/** The size of a blob in bytes (NaN where the registry does not say), or undefined where it is not there. */
export async function lookUpBlob(
  transport: Transport,
  { url, scopes, what }: Subject,
  digest: string,
): Promise<number | undefined> {
  const ask = { url, scopes, asked: `say whether there is the layer ${what}` };
  const found = await transport.send(
    { ...ask, method: "HEAD", expect: (status) => status === 200 || mayBeAboutHead(status) },
    async ({ status, headers }) => ({ status, size: stated(headers.get("content-length"), digest) }),
  );
  // To send a layer that was there after all costs time and nothing else, so a 404 is believed here.
  if (found.status === 404) return undefined;
  return found.status === 200 ? found.size : firstByte(transport, { url, scopes, what }, digest);
}

/** Begins to read a blob and stops at once. The size as {@link lookUpBlob} gives it. Throws where it cannot be read. */
export async function firstByte(
  transport: Transport,
  { url, scopes, what }: Subject,
  digest: string,
): Promise<number | undefined> {
  const ask = { method: "GET", url, scopes, headers: { range: "bytes=0-0" }, asked: `give the layer ${what}` } as const;
  return transport.send({ ...ask, expect: [200, 206, 404, 416] }, async ({ status, headers, body }) => {
    await body?.cancel();
    if (status === 404) return undefined;
    const whole = status === 200 ? headers.get("content-length") : /\/(\d+)$/.exec(headers.get("content-range") ?? "");
    return stated(typeof whole === "string" || whole === null ? whole : (whole[1] ?? null), digest);
  });
}

const OF_NOTHING = /^sha(?:256:e3b0c44298fc1c149afbf4c8996fb924|512:cf83e1357eefb8bdf1542850d66d8007)/;

/** Servers that leave the length out of an answer without a body may write 0 there. */
function stated(length: string | null, digest: string): number {
  const size = length === null ? Number.NaN : Number(length);
  return size === 0 && !OF_NOTHING.test(digest) ? Number.NaN : size;
}

const Refused = z.object({
  errors: z.array(z.object({ code: z.enum(["UNAUTHORIZED", "DENIED"]) })).check(z.minLength(1)),
});

/** Why a 404 does not say that there is nothing, or undefined where it does. */
function doubtAbout(answer: Response, body: string, host: string, what: string): RegistryError | undefined {
  const { origin, host: answering } = new URL(answer.url);
  if (origin !== endpointOf(host).origin) {
    return unclear(
      `${host} sends the question what ${what} is on to ${answering}, which does not get the credentials and answered HTTP 404`,
      `Name the registry by the host that keeps the image, which may be ${answering}.`,
    );
  }
  if (!Refused.safeParse(tryJson(body)).success) return undefined;
  return unclear(
    `${host} refused to say what ${what} is (HTTP 404: ${body.replace(/\s+/g, " ").slice(0, 300)})`,
    `Give the credentials for ${host} the right to pull from this repository.`,
  );
}

function unclear(message: string, next: string): RegistryError {
  return new RegistryError({
    reason: "denied",
    message: `${message}.`,
    state: "Nothing was changed there. What cannot be looked at is not taken to be absent.",
    next,
    status: 404,
  });
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
