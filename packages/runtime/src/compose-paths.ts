// Decides what becomes of files of the checkout that a compose file names. A release must be able to come back when the checkout is long
// gone or holds another commit, so small read-only files are kept with it, and whatever cannot be kept is refused with the way round it.
import { posix, win32 } from "node:path";
import { type Model, refused, type Volume } from "./compose-model.ts";

/** A file to keep: its path in the checkout, and who names it. */
export type KeptFile = { readonly path: string; readonly service: string };

/**
 * The files of the checkout (`roots`: absolute folders) that the model mounts and that are to be kept. Paths elsewhere are the machine's
 * own and are left alone. Throws RuntimeError "compose" for what cannot be kept, all of it at once.
 */
export function filesToKeep(model: Model, roots: readonly string[]): KeptFile[] {
  const inside = (path: string): boolean => roots.some((root) => contains(root, path));
  const kept: KeptFile[] = [];
  const problems: string[] = [];
  for (const [service, { volumes = [], env_file = [] }] of Object.entries(model.services)) {
    for (const file of [env_file].flat()) {
      const path = typeof file === "string" ? file : file.path;
      if (inside(path)) problems.push(`Service ${service} reads the env_file ${path} ${NOT_KEPT} ${ENV_FILE}`);
    }
    for (const volume of volumes) {
      const path = boundPath(volume);
      if (path === undefined || !inside(path)) continue;
      if (path.includes("$")) problems.push(`Service ${service} mounts ${path}, ${VARIABLE}`);
      else if (typeof volume !== "string" && volume.read_only === true) kept.push({ path, service });
      else problems.push(`Service ${service} mounts ${path} ${NOT_KEPT} ${MOUNT}`);
    }
  }
  for (const [name, source] of Object.entries(model.configs ?? {})) {
    if (source?.file !== undefined && inside(source.file)) kept.push({ path: source.file, service: `config ${name}` });
  }
  for (const [name, source] of Object.entries(model.secrets ?? {})) {
    if (source?.file !== undefined && inside(source.file))
      problems.push(`The secret ${name} is the file ${source.file} ${NOT_KEPT} ${SECRET}`);
  }
  if (problems.length > 0) throw refused(problems.join("\n"), "Change the compose file as said above.");
  return kept;
}

const NOT_KEPT = "of the checkout, which is not there when this release has to come back.";
const ENV_FILE = "Name its variables under `environment:` as `NAME: $NAME` and give them in `environment-variables`.";
const MOUNT =
  "Mount it read-only (`:ro`) if it is a configuration file; use a named volume, or an absolute path outside the checkout, for data.";
const VARIABLE =
  "which Compose takes for a path of the checkout before it knows the variable. Write the mount short, with the variable first: `$DIR/data:/data`.";
const SECRET = "Use `environment: NAME` in its place and give NAME in `environment-variables`.";

/** The model with every kept file's path replaced by `kept(path)`. */
export function withKeptFiles(model: Model, kept: ReadonlyMap<string, string>): Model {
  if (kept.size === 0) return model;
  const services = Object.entries(model.services).map(([name, service]) => {
    if (service.volumes === undefined) return [name, service];
    return [name, { ...service, volumes: service.volumes.map((volume) => rebound(volume, kept)) }];
  });
  const configs = Object.entries(model.configs ?? {}).map(([name, source]) => {
    const file = source?.file === undefined ? undefined : kept.get(source.file);
    return [name, file === undefined ? source : { ...source, file }];
  });
  return {
    ...model,
    services: Object.fromEntries(services),
    ...(configs.length === 0 ? {} : { configs: Object.fromEntries(configs) }),
  };
}

/**
 * Without its variables, Compose takes `${DIR}/x:/y` for a named volume; written short again, it means what it meant once the variable is
 * filled in.
 */
export function withShortMounts(model: Model): Model {
  const services = Object.entries(model.services).map(([name, service]) => {
    if (service.volumes === undefined) return [name, service];
    return [name, { ...service, volumes: service.volumes.map(shortened) }];
  });
  return { ...model, services: Object.fromEntries(services) };
}

function shortened(volume: Volume): Volume {
  if (typeof volume === "string" || volume.type !== "volume" || !volume.source?.includes("$")) return volume;
  return `${volume.source}:${volume.target}${volume.read_only === true ? ":ro" : ""}`;
}

function rebound(volume: Volume, kept: ReadonlyMap<string, string>): Volume {
  const path = boundPath(volume);
  const source = path === undefined ? undefined : kept.get(path);
  return source === undefined || typeof volume === "string" ? volume : { ...volume, source };
}

function boundPath(volume: Volume): string | undefined {
  return typeof volume !== "string" && volume.type === "bind" ? volume.source : undefined;
}

function contains(root: string, path: string): boolean {
  const style = /^[A-Za-z]:|^\\\\/.test(root) ? win32 : posix;
  const way = style.relative(root, path);
  return way === "" || (!/^\.\.([\\/]|$)/.test(way) && !style.isAbsolute(way));
}
