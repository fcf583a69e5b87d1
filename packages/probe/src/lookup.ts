// Resolves a name with the system's getaddrinfo (hosts file, search domains and so on), in a child process. The call cannot be cancelled: with
// an unresponsive DNS server it blocks its thread for up to 30 s, and Node waits for that thread before it exits.
import { execFile } from "node:child_process";
import { z } from "zod/mini";

/** Run by `node -e`; `process.argv[1]` is the name. */
const SCRIPT = `
const start = performance.now();
require("node:dns").lookup(process.argv[1], { all: true, order: "verbatim" }, (error, addresses = []) => {
  const ms = performance.now() - start;
  process.stdout.write(JSON.stringify({ ms, addresses, error: error && { code: error.code, message: error.message } }));
});`;

const LookupOutput = z.object({
  /** Duration of the lookup itself, without starting the process. */
  ms: z.number(),
  addresses: z.array(z.object({ address: z.string(), family: z.union([z.literal(4), z.literal(6)]) })),
  error: z.nullish(z.object({ code: z.string(), message: z.string() })),
});
export type LookupResult = Pick<z.output<typeof LookupOutput>, "ms" | "addresses">;

/** The variables that the child process needs. Others are not passed, because an action's environment contains secrets. */
const INHERITED = ["PATH", "SystemRoot", "RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES"];

/** Longer than any resolver waits. */
const LIMIT_MS = 60_000;

/** @throws NameError, or the signal's reason */
export async function lookup(name: string, signal: AbortSignal): Promise<LookupResult> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const env = Object.fromEntries(
    INHERITED.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key]]])),
  );
  const options = { env, signal, timeout: LIMIT_MS, killSignal: "SIGKILL", windowsHide: true } as const;
  execFile(process.execPath, ["-e", SCRIPT, "--", name], options, (error, stdout) =>
    error === null ? resolve(stdout) : reject(error),
  );
  const { error, ...found } = LookupOutput.parse(JSON.parse(await promise));
  if (error) throw new NameError(error.code, error.message);
  return found;
}

/** The resolver's error, with its code (ENOTFOUND, EAI_AGAIN). */
class NameError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
