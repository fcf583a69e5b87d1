// `npm run generate`: writes what is derived from the actions' definitions and the policy's rules. `--check` writes nothing and fails on a difference.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  actionTypes,
  actionYml,
  type CatalogEntry,
  catalog,
  type GeneratedFile,
  inputsTable,
  outputsTable,
  overviewTable,
  permissionsText,
  replaceBetweenMarkers,
} from "@deploy-actions/action/generate";
import { rules } from "@deploy-actions/policy";
import { type Action, loadActions, project, root } from "./actions.ts";
import { policyIndex } from "./generate/policy-index.ts";
import { usageOf } from "./generate/usage.ts";

/** All generated files of the repository but dist/, as values. */
export async function generatedFiles(): Promise<readonly GeneratedFile[]> {
  const actions = await loadActions();
  const { repository } = project();
  const listed = actions.map((action) => listedAs(action, repository));
  return [
    ...actions.flatMap(filesOf),
    { path: "action-catalog.md", text: catalog(listed) },
    { path: "README.md", text: replaceBetweenMarkers(read("README.md"), "actions", overviewTable(listed)) },
    {
      path: "docs/policy/README.md",
      text: replaceBetweenMarkers(read("docs/policy/README.md"), "policy", policyIndex(rules)),
    },
  ];
}

function listedAs({ name, definition }: Action, repository: string): CatalogEntry {
  const uses = `${repository}/${name}@v1`;
  const path = `actions/${name}/README.md`;
  return { definition, uses, usage: explained(path, () => usageOf(read(path), uses, definition.inputs)) };
}

function filesOf({ name, definition, hasPost }: Action): GeneratedFile[] {
  const folder = `actions/${name}`;
  const bundle = `../../dist/${name}`;
  const entry = { main: `${bundle}/index.js`, ...(hasPost ? { post: `${bundle}/post.js` } : {}) };
  return [
    {
      path: `${folder}/action.yml`,
      text: actionYml(definition, entry),
    },
    { path: `${folder}/action-types.yml`, text: actionTypes(definition) },
    { path: `${folder}/README.md`, text: readme(`${folder}/README.md`, definition) },
  ];
}

function readme(path: string, definition: Action["definition"]): string {
  const tables = {
    inputs: inputsTable(definition),
    outputs: outputsTable(definition),
    permissions: permissionsText(definition),
  };
  return Object.entries(tables).reduce((text, [name, content]) => {
    return explained(path, () => replaceBetweenMarkers(text, name, content));
  }, read(path));
}

/** Every error names the file. */
function explained<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const read = (path: string) => readFileSync(join(root, path), "utf8");

export async function staleFiles(): Promise<readonly GeneratedFile[]> {
  const files = await generatedFiles();
  return files.filter(({ path, text }) => !existsSync(join(root, path)) || read(path) !== text);
}

if (import.meta.main) {
  const stale = await staleFiles();
  const check = process.argv.includes("--check");
  for (const { path, text } of stale) {
    if (!check) writeFileSync(join(root, path), text);
    console.log(`${check ? "differs" : "written"}: ${path}`);
  }
  if (stale.length === 0) console.log("All generated files match the definitions.");
  if (check && stale.length > 0) {
    console.error("Run `npm run generate` and commit what it writes.");
    process.exitCode = 1;
  }
}
