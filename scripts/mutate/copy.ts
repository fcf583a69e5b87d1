// A copy of the tree to mutate, so that the checkout is never changed. Links to our own packages are copied; all other packages are linked.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

/** Built, installed or not needed by a unit test. */
const LEFT_OUT = new Set(["node_modules", ".git", "build", "dist", "coverage"]);
/** npm links our own packages below this name, relative to node_modules: copied links lead into the copy. */
const OWN_SCOPE = "@deploy-actions";

/** The absolute path of a new copy, which is removed when this process exits. */
export function treeCopy(root: string): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), "mutate-")));
  process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
  cpSync(root, copy, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  const installed = join(root, "node_modules");
  mkdirSync(join(copy, "node_modules"));
  for (const name of readdirSync(installed)) {
    if (name === OWN_SCOPE)
      cpSync(join(installed, name), join(copy, "node_modules", name), { recursive: true, verbatimSymlinks: true });
    else symlinkSync(join(installed, name), join(copy, "node_modules", name));
  }
  return copy;
}
