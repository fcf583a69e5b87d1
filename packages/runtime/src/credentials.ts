// Temporary registry logins: a copy of the user's docker configuration with the logins added, in a private folder that DOCKER_CONFIG points to and
// that is always removed. The user's own files are only read. Not `docker login`, because it writes to the configuration that later steps and
// other jobs read.
// Format: docker/cli, cli/config/configfile/file.go.
import { LIMIT, type Target } from "@deploy-actions/target";
import { z } from "zod/mini";
import { configurationFolder } from "./configuration-folder.ts";
import { RuntimeError } from "./error.ts";

export type Login = { readonly registry: string; readonly username: string; readonly password: string };

/**
 * Calls `use` with an environment that makes docker use these logins, and returns its result. Without logins the environment is empty and nothing
 * is written. `registry` is a host, perhaps with a port. Throws RuntimeError ("bad-login") before anything is written.
 */
export async function withCredentials<T>(
  target: Target,
  logins: readonly Login[],
  use: (env: Record<string, string>) => Promise<T>,
): Promise<T> {
  if (logins.length === 0) return use({});
  for (const login of logins) check(login);

  const own = await configurationFolder(target);
  const folder = await target.makeTemporaryFolder("docker-config");
  try {
    const text = await target.readFile(`${own}/config.json`);
    await target.writeFile(`${folder}/config.json`, configuration(text, own, logins), { mode: 0o600 });
    await linkWhatDockerLooksUp(target, own, folder);
    return await use({ DOCKER_CONFIG: folder });
  } finally {
    await target.remove(folder);
  }
}

const Configuration = z.looseObject({
  auths: z.optional(z.record(z.string(), z.unknown())),
  credHelpers: z.optional(z.record(z.string(), z.string())),
  credsStore: z.optional(z.string()),
  cliPluginsExtraDirs: z.optional(z.array(z.string())),
});

/** The user's config.json (`text`, from the folder `own`) with the logins added. */
export function configuration(text: string | undefined, own: string, logins: readonly Login[]): string {
  const before = parsed(text, own);
  const keys = logins.map((login) => authKey(login.registry));
  const auths = Object.fromEntries(logins.map((login, index) => [keys[index], { auth: basic(login) }]));
  // Docker ignores `auths` if a credential store handles the registry; an empty helper for that registry overrides the store.
  const stored = keys.filter((key) => before.credsStore !== undefined || before.credHelpers?.[key] !== undefined);
  const helpers = { ...before.credHelpers, ...Object.fromEntries(stored.map((key) => [key, ""])) };
  return JSON.stringify({
    ...before,
    auths: { ...before.auths, ...auths },
    ...(Object.keys(helpers).length === 0 ? {} : { credHelpers: helpers }),
    cliPluginsExtraDirs: [...(before.cliPluginsExtraDirs ?? []), `${own}/cli-plugins`],
  });
}

function parsed(text: string | undefined, own: string): z.infer<typeof Configuration> {
  if (text === undefined || text.trim() === "") return {};
  try {
    return Configuration.parse(JSON.parse(text));
  } catch (cause) {
    throw new RuntimeError("bad-login", {
      message: `${own}/config.json is not a docker configuration.`,
      state: "Nothing was sent to a registry.",
      next: "Correct that file, or remove it; docker itself cannot read it either.",
      // Without the parser's message, which may quote a login from the file.
      cause: cause instanceof Error ? cause.name : undefined,
    });
  }
}

/** Contexts, builders and client certificates, which docker reads from the folder of config.json. */
const LINKED = ["contexts", "buildx", "ca.pem", "cert.pem", "key.pem"];

async function linkWhatDockerLooksUp(target: Target, own: string, folder: string): Promise<void> {
  const there = (await target.list(own)).filter((name) => LINKED.includes(name));
  if (there.length === 0) return;
  const { code, stderr } = await target.run({
    argv: ["ln", "-s", "--", ...there.map((name) => `${own}/${name}`), `${folder}/`],
    timeoutMs: LIMIT.query,
  });
  if (code === 0) return;
  throw new RuntimeError("command-failed", {
    message: `Could not link the docker contexts of ${own}: ${stderr.trim()}.`,
    state: "Nothing was sent to a registry; the temporary configuration was removed.",
    next: "Check that the temporary folder's file system allows symbolic links.",
  });
}

function check({ registry, username, password }: Login): void {
  const wrong = (message: string, next: string): RuntimeError =>
    new RuntimeError("bad-login", { message, state: "Nothing was sent to a registry.", next });
  if (!/^[A-Za-z0-9.[\]:-]+$/.test(registry)) {
    throw wrong(`"${registry}" is not a registry host.`, "Use only the host, for example ghcr.io or localhost:5000.");
  }
  if (username === "" || password === "") {
    throw wrong(
      `The login for ${registry} has no ${username === "" ? "username" : "password"}.`,
      "Set both, or neither.",
    );
  }
  // Basic authentication ends the username at its first colon (RFC 7617, 2).
  if (username.includes(":")) throw wrong(`The username for ${registry} contains a colon.`, "Use only the username.");
}

function basic({ username, password }: Login): string {
  return Buffer.from(`${username}:${password}`).toString("base64");
}

/** Docker stores Docker Hub logins under its old address. */
function authKey(registry: string): string {
  const hub = ["docker.io", "index.docker.io", "registry-1.docker.io"].includes(registry);
  return hub ? "https://index.docker.io/v1/" : registry;
}
