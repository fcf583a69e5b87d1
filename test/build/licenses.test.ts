import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { thirdPartyLicenses } from "../../scripts/build/licenses.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "licenses-"));
  await put("zod/node_modules/bare", "");
  await put("uncollected", "MIT License\r\n\r\nCopyright F");
});
afterAll(() => rm(root, { recursive: true }));

async function put(name: string, text: string): Promise<void> {
  const folder = join(root, "node_modules", name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name, license: "MIT" }));
  if (text !== "") await writeFile(join(folder, "LICENSE.md"), text);
}

const bundled = (...modules: string[]) => ({ eager: new Map(), missing: [], modules: new Set(modules) });
const collected = "@deploy-actions/image\n\nzod\nMIT\nMIT License\r\n\r\nCopyright\n\n@scope/x\nISC\nISC text\n";
const ours = "zod\nMIT\nMIT License\n\nCopyright\n\n@scope/x\nISC\nISC text\n";

test("our own packages are left out, and line ends are unified", () => {
  const graph = bundled("./build/js/packages/image/src/index.js", "./node_modules/zod/index.js");
  expect(thirdPartyLicenses(collected, graph, root)).toBe(ours);
});

test("a bundled package that ncc did not collect is added with its own file", () => {
  const graph = bundled("./node_modules/zod/index.js", "./node_modules/uncollected/mod.js");
  expect(thirdPartyLicenses(collected, graph, root)).toBe(`${ours}\nuncollected\nMIT\nMIT License\n\nCopyright F\n`);
});

test("a bundled package without a text is refused", () => {
  const graph = bundled("./node_modules/zod/node_modules/bare/index.js", "./node_modules/@scope/x/a.js");
  expect(() => thirdPartyLicenses(collected, graph, root)).toThrow("these bundled packages have no licence text: bare");
});
