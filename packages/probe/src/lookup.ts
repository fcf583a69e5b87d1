// Asks the system what addresses a name has (getaddrinfo: hosts file, search domains and all), in a process of its own. The call cannot be
// called back: with a name server that is silent it holds its thread for up to 30 s, and Node waits for that thread before it ends.
import { execFile } from "node:child_process";
import { z } from "zod/mini";

/** What `node -e` runs; `process.argv[1]` is the name. */
const SCRIPT = `
const start = performance.now();
require("node:dns").lookup(process.argv[1], { all: true, order: "verbatim" }, (error, addresses = []) => {
  const ms = performance.now() - start;
  process.stdout.write(JSON.stringify({ ms, addresses, error: error && { code: error.code, message: error.message } }));
});`;

const Said = z.object({
  /** What the lookup itself took, without the process around it. */
  ms: z.number(),
  addresses: z.array(z.object({ address: z.string(), family: z.union([z.literal(4), z.literal(6)]) })),
  error: z.nullish(z.object({ code: z.string(), message: z.string() })),
});
export type Found = Pick<z.output<typeof Said>, "ms" | "addresses">;

/** What resolving and starting a process need; nothing that an action's environment keeps secret. */
const NEEDED = ["PATH", "SystemRoot", "RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES"];

/** @throws NameError, or the signal's reason */
export async function lookup(name: string, signal: AbortSignal): Promise<Found> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const env = Object.fromEntries(
    NEEDED.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key]]])),
  );
  const options = { env, signal, killSignal: "SIGKILL", windowsHide: true } as const;
  execFile(process.execPath, ["-e", SCRIPT, "--", name], options, (error, stdout) =>
    error === null ? resolve(stdout) : reject(error),
  );
  const { error, ...found } = Said.parse(JSON.parse(await promise));
  if (error) throw new NameError(error.code, error.message);
  return found;
}

/** The resolver's answer that there are none, with its code (ENOTFOUND, EAI_AGAIN). */
class NameError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
