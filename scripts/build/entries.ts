// The one module that ncc bundles: a registry with an `import()` for each phase of each action, so that each becomes its own
// chunk and code that several use ends up in shared chunks.

export interface Phase {
  readonly action: string;
  /** `cli` is what an action's program for the command line starts with. */
  readonly phase: "main" | "post" | "cli";
}

/** The key under which a stub starts a phase, and the name of its chunk group in the bundler's graph. */
const phaseKey = ({ action, phase }: Phase) => `${action}/${phase}`;

/** Node exits with 0 while a promise is pending that nothing can settle any more; a phase that stops like that has failed. */
const START = `
export const start = async (key) => {
  const stopped = () => {
    console.error(key + " stopped before it was done: it waited for something that can no longer happen.");
    process.exitCode = 13;
  };
  process.once("beforeExit", stopped);
  await (await phases[key]()).default(kit);
  process.removeListener("beforeExit", stopped);
};
`;

/** In the entry and not in a chunk: every action needs it at start, and each file that Node loads costs start-up. `inputs` has all kinds of inputs. */
const KIT = { path: "kit.js", text: 'export { inputs, runMain, runPost } from "@deploy-actions/action";\n' };

/** Relative path and text of each generated module; the first is the entry. Text only: the same phases give the same bytes. */
export function entryModules(phases: readonly Phase[]): readonly { readonly path: string; readonly text: string }[] {
  const cases = phases.map((each) => {
    const file = `./${each.action}.${each.phase}.js`;
    return `  ${JSON.stringify(phaseKey(each))}: () => import(/* webpackChunkName: ${JSON.stringify(phaseKey(each))} */ ${JSON.stringify(file)}),`;
  });
  const registry = [`import * as kit from "./${KIT.path}";`, "const phases = {", ...cases, "};", START].join("\n");
  return [
    { path: "registry.js", text: registry },
    KIT,
    ...phases.map((each) => ({ path: `${each.action}.${each.phase}.js`, text: starter(each) })),
  ];
}

/**
 * The definition loads with the kit, the action's own code once its secrets are masked and its inputs are right: before that
 * it is not needed.
 */
function starter(each: Phase): string {
  const { action, phase } = each;
  if (phase === "cli") return `export { main as default } from "../apps/cli/src/${action}/main.js";\n`;
  const run = phase === "main" ? "runMain" : "runPost";
  const folder = `../actions/${action}/src`;
  return [
    `import { definition } from "${folder}/definition.js";`,
    `const load = () => import(/* webpackChunkName: ${JSON.stringify(`${phaseKey(each)}/body`)} */ "${folder}/${phase}.js");`,
    `const ${phase} = async (context) => (await load()).${phase}(context);`,
    `export default ({ ${run} }) => ${run}(definition, ${phase});`,
    "",
  ].join("\n");
}

/**
 * The oldest Node that runs a phase. Actions ask for it by `using: node24` and their code uses what only that has; a program
 * takes the Node of the person who starts it, and its tests run under this one too.
 */
export const OLDEST_NODE: Readonly<Record<Phase["phase"], number>> = { main: 24, post: 24, cli: 22 };

/** What the entry files need in addition to the bundle: the chunks are ES modules, and the refusal is a separate file. */
export const CHUNKS_MANIFEST = `${JSON.stringify({ type: "module" })}\n`;
export const REFUSAL = "old-node.cjs";

/**
 * dist/<action>/index.js and post.js, which action.yml names, and cli.js, which is a program. CommonJS without an import, since
 * a Node that is too old must be able to run it to report that: `using: node24` means nothing to a runner that takes Node from an image.
 */
export function stub(each: Phase): string {
  const { action, phase } = each;
  const oldest = OLDEST_NODE[phase];
  return [
    ...(phase === "cli" ? ["#!/usr/bin/env node"] : []),
    '"use strict";',
    `if (Number(process.versions.node.split(".")[0]) < ${oldest})`,
    `  require("../chunks/${REFUSAL}")(${JSON.stringify(action)}, ${oldest}, ${phase === "cli"});`,
    `else import("../chunks/index.js").then(({ start }) => start(${JSON.stringify(phaseKey(each))}));`,
    "",
  ].join("\n");
}
