// Finds the repositories and workflows that a command line selects. A repository is a folder with `.github` (`.gitea`, `.forgejo`) or
// `.git`, but neither is required: any file that is named explicitly is checked as a workflow.
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { matchingFiles } from "@deploy-actions/check/matching-files";

/** `root` is absolute; `workflows` are sorted paths relative to it, with `/`. */
export type Target = { readonly root: string; readonly workflows: readonly string[] };

/** `missing` is a sentence. */
export type Targets = { readonly targets: readonly Target[] } | { readonly missing: string };

const REPOSITORY_FOLDERS = [".github", ".gitea", ".forgejo"];
const FOLDERS = REPOSITORY_FOLDERS.map((home) => `${home}/workflows`);

/** Targets sorted by root; each workflow appears once. */
export async function findTargets(cwd: string, paths: readonly string[]): Promise<Targets> {
  const found: Target[] = [];
  for (const path of paths.length === 0 ? [repositoryAround(cwd)] : paths) {
    const targets = targetsAt(resolve(cwd, path));
    if (targets === undefined) return { missing: `There is no file or folder ${path}.` };
    if (targets.length === 0) return { missing: `There are no workflows in ${path}.` };
    found.push(...targets);
  }
  const byRoot = Map.groupBy(found, ({ root }) => root);
  return {
    targets: [...byRoot]
      .map(([root, some]) => ({ root, workflows: [...new Set(some.flatMap((each) => each.workflows))].sort() }))
      .sort((a, b) => (a.root < b.root ? -1 : 1)),
  };
}

function targetsAt(path: string): readonly Target[] | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return targetsIn(path);
  const root = rootOf(path);
  return [{ root, workflows: [slashed(relative(root, path))] }];
}

/**
 * The folder's own workflows; if there are none, those of all repositories below it; if there are none either, the YAML files in the
 * folder.
 */
function targetsIn(folder: string): readonly Target[] {
  const own = yamlIn(folder, FOLDERS);
  if (own.length > 0) return [{ root: folder, workflows: own }];
  const inside = yamlIn(
    folder,
    FOLDERS.map((one) => `**/${one}`),
  );
  if (inside.length > 0) {
    return inside.map((path) => {
      const root = path.slice(0, Math.max(...FOLDERS.map((one) => path.lastIndexOf(`/${one}/`))));
      return { root: join(folder, root), workflows: [path.slice(root.length + 1)] };
    });
  }
  const root = rootOf(join(folder, "any.yml"));
  const prefix = slashed(relative(root, folder));
  const files = yamlIn(folder, [""]);
  return files.length === 0
    ? []
    : [{ root, workflows: files.map((path) => (prefix === "" ? path : `${prefix}/${path}`)) }];
}

function yamlIn(folder: string, below: readonly string[]): readonly string[] {
  return matchingFiles(
    folder,
    below.flatMap((one) => [`${one}/*.yml`, `${one}/*.yaml`]),
  );
}

/** `x` for `x/.github/workflows/a.yml`; for a file elsewhere, the repository around it or its own folder. */
function rootOf(file: string): string {
  const folder = dirname(file);
  if (basename(folder) === "workflows" && REPOSITORY_FOLDERS.includes(basename(dirname(folder))))
    return dirname(dirname(folder));
  return nearestRepository(folder) ?? folder;
}

function repositoryAround(folder: string): string {
  return nearestRepository(folder) ?? folder;
}

function nearestRepository(folder: string): string | undefined {
  if ([...REPOSITORY_FOLDERS, ".git"].some((name) => existsSync(join(folder, name)))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestRepository(parent);
}

function slashed(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
