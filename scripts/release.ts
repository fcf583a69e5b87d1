// `npm run release -- 1.2.3`: makes, in this clone only, the commit whose tree is the content of dist/, tags it v1.2.3 and moves
// v1 and v1.2. Where package.json has another version, that change is committed first, so that `npm ci && npm run build` on the
// commit named in the release's message reproduces its tree byte for byte.
import { join } from "node:path";
import { root } from "./actions.ts";
import { differences, writeTree } from "./build/write-tree.ts";
import { describe, ingredients, treeOf } from "./build.ts";
import { type Cut, cutRelease, type Dist, Refusal } from "./release/cut.ts";
import { gitIn } from "./release/git.ts";

const FOLDER = join(root, "dist");

/** Bundles once, on the first call: the version is not part of the bundle. */
function dist(): Dist {
  let bundled: ReturnType<typeof ingredients> | undefined;
  const parts = () => (bundled ??= ingredients());
  return {
    stale: async () => describe(await differences(await treeOf(await parts()), FOLDER)),
    writeAt: async (version) => void (await writeTree(await treeOf(await parts(), version), FOLDER)),
  };
}

function report({ version, commit, source, after, moved }: Cut): string {
  const tags = [`v${version}`, ...moved];
  return [
    `Release ${version}`,
    `  commit  ${commit}${after === undefined ? ", the first" : `, after ${after}`}`,
    `  tree    dist/ at ${source}`,
    `  tags    ${tags.join(", ")}${moved.length === 0 ? " (a prerelease or an older line: no moving tag follows)" : ""}`,
    "Nothing was pushed. To publish it:",
    "  git push origin HEAD",
    `  git push origin refs/tags/v${version}`,
    ...(moved.length === 0 ? [] : [`  git push --force origin ${moved.map((tag) => `refs/tags/${tag}`).join(" ")}`]),
    `Make a GitHub Release of v${version} alone: an immutable release would keep a moving tag from moving.`,
  ].join("\n");
}

process.chdir(root);
try {
  console.log(report(await cutRelease(root, process.argv[2], dist(), gitIn(root))));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof Refusal) console.error("Nothing was released or changed.");
  process.exitCode = 1;
}
