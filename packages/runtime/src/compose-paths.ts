// Decides how a release handles files of the checkout that its compose file uses. A rollback must work without the checkout or with another
// commit, so small read-only files are stored with the release. Everything else is rejected, with an alternative.
import { posix, win32 } from "node:path";
import { isSystemPath } from "@deploy-actions/untrusted/file";
import { composeFileError, type Model, type Volume } from "./compose-model.ts";

/** A file to store: its path in the checkout, and the service that uses it. */
export type KeptFile = { readonly path: string; readonly service: string };

/** An env_file, and what reads it. */
export type VariableFile = { readonly path: string; readonly by: string };

/**
 * The files of the checkout (`roots`: absolute folders) that the release must store. Paths outside belong to the machine and are ignored. Throws
 * one RuntimeError "compose" that lists everything that cannot be stored.
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
    if (isSystemPath(path)) problems.push(`${by} reads the env_file ${path}, ${SYSTEM}`);
    if (inside(path)) problems.push(`${by} reads the env_file ${path} ${NOT_KEPT} ${ENV_FILE}`);
  }
  for (const [service, { volumes }] of Object.entries(model.services)) {
    for (const volume of volumes ?? []) {
      const path = bindSource(volume);
      if (path === undefined || !inside(path)) continue;
      if (volume.read_only === true) kept.push({ path, service });
      else problems.push(`Service ${service} mounts ${path} ${NOT_KEPT} ${MOUNT}`);
    }
  }
  for (const [name, { file }] of Object.entries(model.configs ?? {})) {
    if (file !== undefined && isSystemPath(file)) problems.push(`The config ${name} is the file ${file}, ${SYSTEM}`);
    else if (file !== undefined && inside(file)) kept.push({ path: file, service: `config ${name}` });
  }
  for (const [name, { file }] of Object.entries(model.secrets ?? {})) {
    if (file !== undefined && isSystemPath(file)) problems.push(`The secret ${name} is the file ${file}, ${SYSTEM}`);
    else if (file !== undefined && inside(file))
      problems.push(`The secret ${name} is the file ${file} ${NOT_KEPT} ${SECRET}`);
  }
  if (problems.length > 0) throw composeFileError(problems.join("\n"), "Change the compose file as described above.");
  return kept;
}

const SYSTEM = "which the operating system makes up when it is read. Use a file.";
const NOT_KEPT = "of the checkout, which may not exist when this release is rolled back to.";
const ENV_FILE = "List its variables under `environment:` as `NAME: $NAME` and set them in `environment-variables`.";
const MOUNT =
  "Mount it read-only (`:ro`) if it is a configuration file; use a named volume, or an absolute path outside the checkout, for data.";
const SECRET = "Use `environment: NAME` instead and set NAME in `environment-variables`.";

/** The model with the path of every stored file replaced. */
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
  const path = bindSource(volume);
  const source = path === undefined ? undefined : kept.get(path);
  return source === undefined ? volume : { ...volume, source };
}

function bindSource(volume: Volume): string | undefined {
  return volume.type === "bind" ? volume.source : undefined;
}

/** Whether `path` is inside `root`, or equal to it. */
export function contains(root: string, path: string): boolean {
  const style = /^[A-Za-z]:|^\\\\/.test(root) ? win32 : posix;
  const relativePath = style.relative(root, path);
  return relativePath === "" || (!/^\.\.([\\/]|$)/.test(relativePath) && !style.isAbsolute(relativePath));
}
