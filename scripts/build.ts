// `npm run build`: tsc, ncc, esbuild, and the release tree in dist/. `--check` writes nothing and fails where dist/ differs.
// While developing, `--only a,b` builds only these actions and `--out folder` writes the tree to another folder (tests find it by ACTIONS_DIST).
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Action, loadActions, project, root } from "./actions.ts";
import { bundle } from "./build/bundle.ts";
import { emit } from "./build/emit.ts";
import type { Phase } from "./build/entries.ts";
import { fingerprintFile, fingerprintOf } from "./build/fingerprint.ts";
import { classicZodOffences, eagerOffences } from "./build/graph.ts";
import { thirdPartyLicenses } from "./build/licenses.ts";
import { withLock } from "./build/lock.ts";
import { minify } from "./build/minify.ts";
import { type Ingredients, releaseTree, type Tree } from "./build/tree.ts";
import { type Difference, differences, writeTree } from "./build/write-tree.ts";

/** Everything that a release tree is made of except the version. The working directory must be the repository's root. */
export async function ingredients(only?: readonly string[]): Promise<Omit<Ingredients, "project">> {
  const actions = await loadActions(only);
  return withLock(join(root, "build", "lock"), async () => {
    await emit(root, { tolerant: only !== undefined });
    const { chunks, licenses, graph } = await bundle(root, actions.flatMap(phasesOf));
    const offences = [...eagerOffences(graph), ...classicZodOffences(graph)];
    if (offences.length > 0) throw new Error(offences.join("\n"));
    return { root, actions, chunks: await minify(chunks), licenses: thirdPartyLicenses(licenses, graph, root) };
  });
}

/** The tree at the version in package.json, or at another. */
export function treeOf(parts: Omit<Ingredients, "project">, version = project().version): Promise<Tree> {
  return releaseTree({ ...parts, project: { ...project(), version } });
}

function phasesOf({ name, hasPost, hasCli }: Action): Phase[] {
  const phases = ["main", ...(hasPost ? (["post"] as const) : []), ...(hasCli ? (["cli"] as const) : [])] as const;
  return phases.map((phase) => ({ action: name, phase }));
}

async function recordFingerprints(actions: readonly Action[], out: string): Promise<void> {
  const file = fingerprintFile(root, out);
  const entries = await Promise.all(actions.map(async ({ name }) => [name, await fingerprintOf(root, name)] as const));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(Object.fromEntries(entries)));
}

export const describe = (changes: readonly Difference[]) => changes.map(({ path, kind }) => `  ${kind}: ${path}`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { check: { type: "boolean" }, only: { type: "string" }, out: { type: "string" } },
  });
  if (values.only !== undefined && values.out === undefined)
    throw new Error("`--only` needs `--out`: dist/ always holds every action");
  const out = resolve(values.out ?? join(root, "dist"));
  const parts = await ingredients(values.only?.split(","));
  const tree = await treeOf(parts);
  if (values.check) {
    const stale = await differences(tree, out);
    if (stale.length > 0)
      throw new Error(
        `dist/ is not what the source builds; run \`npm run build\` and commit it:\n${describe(stale).join("\n")}`,
      );
    return console.log("dist/ is exactly what the source builds.");
  }
  const changes = await writeTree(tree, out);
  await recordFingerprints(parts.actions, out);
  console.log(
    changes.length === 0
      ? "The release tree was up to date."
      : `The release tree changed:\n${describe(changes).join("\n")}`,
  );
}

if (import.meta.main) {
  process.chdir(root);
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
