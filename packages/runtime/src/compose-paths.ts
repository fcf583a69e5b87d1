// Decides what becomes of files of the checkout that a compose file names. A release must be able to come back when the checkout is long
// gone or holds another commit, so small read-only files are kept with it, and whatever cannot be kept is refused with the way round it.
import { posix, win32 } from "node:path";
import { type Model, refused, type Volume } from "./compose-model.ts";

/** A file to keep: its path in the checkout, and who names it. */
export type KeptFile = { readonly path: string; readonly service: string };

/** A file of variables, its path, and who reads it. */
export type VariableFile = { readonly path: string; readonly by: string };

/**
 * The files of the checkout (`roots`: absolute folders) that the model mounts and that are to be kept. Paths elsewhere are the machine's
 * own and are left alone. Throws RuntimeError "compose" for what cannot be kept, all of it at once.
 */
export function filesToKeep(
  model: Model,
  variableFiles: readonly VariableFile[],
  roots: readonly string[],
): KeptFile[] {
  const inside = (path: string): boolean => roots.some((root) => contains(root, path));
  const kept: KeptFile[] = [];
  const problems: string[] = [];
  for (const { path, by } of variableFiles) {
    if (inside(path)) problems.push(`${by} reads the env_file ${path} ${NOT_KEPT} ${ENV_FILE}`);
  }
  for (const [service, { volumes }] of Object.entries(model.services)) {
    for (const volume of volumes ?? []) {
      const path = boundPath(volume);
      if (path === undefined || !inside(path)) continue;
      if (volume.read_only === true) kept.push({ path, service });
      else problems.push(`Service ${service} mounts ${path} ${NOT_KEPT} ${MOUNT}`);
    }
  }
  for (const [name, { file }] of Object.entries(model.configs ?? {})) {
    if (file !== undefined && inside(file)) kept.push({ path: file, service: `config ${name}` });
  }
  for (const [name, { file }] of Object.entries(model.secrets ?? {})) {
    if (file !== undefined && inside(file))
      problems.push(`The secret ${name} is the file ${file} ${NOT_KEPT} ${SECRET}`);
  }
  if (problems.length > 0) throw refused(problems.join("\n"), "Change the compose file as said above.");
  return kept;
}

const NOT_KEPT = "of the checkout, which is not there when this release has to come back.";
const ENV_FILE = "Name its variables under `environment:` as `NAME: $NAME` and give them in `environment-variables`.";
const MOUNT =
  "Mount it read-only (`:ro`) if it is a configuration file; use a named volume, or an absolute path outside the checkout, for data.";
const SECRET = "Use `environment: NAME` in its place and give NAME in `environment-variables`.";

/** The model with every kept file's path replaced by `kept(path)`. */
export function withKeptFiles(model: Model, kept: ReadonlyMap<string, string>): Model {
  const services = Object.entries(model.services).map(([name, service]) => {
    if (service.volumes == null) return [name, service];
    return [name, { ...service, volumes: service.volumes.map((volume) => rebound(volume, kept)) }];
  });
  const configs = Object.entries(model.configs ?? {}).map(([name, origin]) => {
    const file = origin.file === undefined ? undefined : kept.get(origin.file);
    return [name, file === undefined ? origin : { ...origin, file }];
  });
  return {
    ...model,
    services: Object.fromEntries(services),
    ...(model.configs === undefined ? {} : { configs: Object.fromEntries(configs) }),
  };
}

function rebound(volume: Volume, kept: ReadonlyMap<string, string>): Volume {
  const path = boundPath(volume);
  const source = path === undefined ? undefined : kept.get(path);
  return source === undefined ? volume : { ...volume, source };
}

function boundPath(volume: Volume): string | undefined {
  return volume.type === "bind" ? volume.source : undefined;
}

/** Whether a path lies in a folder, or is it. */
export function contains(root: string, path: string): boolean {
  const style = /^[A-Za-z]:|^\\\\/.test(root) ? win32 : posix;
  const way = style.relative(root, path);
  return way === "" || (!/^\.\.([\\/]|$)/.test(way) && !style.isAbsolute(way));
}
