// Assembles the release tree as a value: everything that a release commit contains.
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { actionTypes, actionYml } from "@deploy-actions/action/generate";
import type { Action, Project } from "../actions.ts";
import { checksums } from "./checksums.ts";
import { CHUNKS_MANIFEST, OLDEST_NODE, REFUSAL, stub } from "./entries.ts";
import { relink } from "./relink.ts";
import { type Source, shippedWorkflows } from "./workflows.ts";

export interface TreeFile {
  readonly bytes: Buffer;
  readonly executable: boolean;
}

/** Path in the tree (with `/`) to file. */
export type Tree = ReadonlyMap<string, TreeFile>;

export interface Ingredients {
  readonly root: string;
  readonly actions: readonly Action[];
  readonly chunks: ReadonlyMap<string, string>;
  readonly licenses: string;
  readonly project: Project;
}

const WORKFLOWS = ".github/workflows";
const HOOKS = "pre-commit-hooks.yaml";

export async function releaseTree({ root, actions, chunks, licenses, project }: Ingredients): Promise<Tree> {
  const tree = new Map<string, TreeFile>();
  const put = (path: string, content: string | Buffer, executable = false) =>
    tree.set(path, { bytes: Buffer.from(content), executable });
  const workflows = shippedWorkflows(await workflowsOf(root), project);
  const shipped = (path: string) => {
    const inAction = /^actions\/([^/]+)(\/README\.md)?$/.exec(path);
    if (inAction !== null)
      return actions.some(({ name }) => name === inAction[1]) ? path.slice("actions/".length) : undefined;
    const ships = workflows.some((each) => each.path === path) || ["README.md", "LICENSE"].includes(path);
    return ships && existsSync(join(root, path)) ? path : undefined;
  };
  // A picture is shown only from an address that serves its bytes.
  const address = (path: string) =>
    `https://github.com/${project.repository}/${path.endsWith(".png") ? "raw" : "blob"}/main/${path}`;
  const page = async (from: string, to: string) =>
    put(to, relink(await readFile(join(root, from), "utf8"), { from, to, shipped, address }));

  for (const [name, code] of chunks) put(`chunks/${name}`, code);
  put("chunks/package.json", CHUNKS_MANIFEST);
  put(`chunks/${REFUSAL}`, await readFile(join(import.meta.dirname, REFUSAL)));
  for (const action of actions) {
    const { name, definition } = action;
    const folder = `actions/${name}`;
    put(
      `${name}/action.yml`,
      actionYml(definition, { main: "index.js", ...(action.hasPost ? { post: "post.js" } : {}) }),
    );
    put(`${name}/index.js`, stub({ action: name, phase: "main" }));
    if (action.hasPost) put(`${name}/post.js`, stub({ action: name, phase: "post" }));
    if (action.hasCli) put(`${name}/cli.js`, stub({ action: name, phase: "cli" }), true);
    // pre-commit looks for this one file in the root, under this name.
    if (existsSync(join(root, folder, HOOKS))) put(`.${HOOKS}`, await readFile(join(root, folder, HOOKS)));
    put(`${name}/action-types.yml`, actionTypes(definition));
    if (existsSync(join(root, folder, "README.md"))) await page(`${folder}/README.md`, `${name}/README.md`);
  }
  for (const { path, text } of workflows) put(path, text);
  if (existsSync(join(root, "LICENSE"))) put("LICENSE", await readFile(join(root, "LICENSE")));
  if (existsSync(join(root, "README.md"))) await page("README.md", "README.md");
  put("licenses.txt", licenses);
  put("package.json", `${JSON.stringify(manifestOf(project, actions), null, 2)}\n`);
  put("SHA256SUMS", checksums(tree));
  return tree;
}

async function workflowsOf(root: string): Promise<Source[]> {
  const names = (await readdir(join(root, WORKFLOWS)).catch(() => []))
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted();
  return Promise.all(
    names.map(async (name) => ({
      path: `${WORKFLOWS}/${name}`,
      text: await readFile(join(root, WORKFLOWS, name), "utf8"),
    })),
  );
}

/** `npm install` of the tree installs its programs and downloads nothing. */
function manifestOf(project: Project, actions: readonly Action[]) {
  const programs = actions.filter(({ hasCli }) => hasCli).map(({ name }) => [name, `${name}/cli.js`]);
  return {
    ...project,
    repository: `github:${project.repository}`,
    private: true,
    // npm checks `engines` when it installs the programs; the actions get their Node from the runner.
    ...(programs.length === 0 ? {} : { bin: Object.fromEntries(programs), engines: { node: `>=${OLDEST_NODE.cli}` } }),
  };
}
