// The one module that ncc bundles: a registry with an `import()` for each phase of each action, so that each becomes a chunk
// of its own and what several share lies in shared chunks.

export interface Phase {
  readonly action: string;
  /** `cli` is what an action's program for the command line starts with. */
  readonly phase: "main" | "post" | "cli";
}

/** The key under which a stub starts a phase, and the name of its chunk group in the bundler's graph. */
const phaseKey = ({ action, phase }: Phase) => `${action}/${phase}`;

/** Relative path and text of each generated module; the first is the entry. Text only: the same phases give the same bytes. */
export function entryModules(phases: readonly Phase[]): readonly { readonly path: string; readonly text: string }[] {
  const cases = phases.map((each) => {
    const file = `./${each.action}.${each.phase}.js`;
    return `  ${JSON.stringify(phaseKey(each))}: () => import(/* webpackChunkName: ${JSON.stringify(phaseKey(each))} */ ${JSON.stringify(file)}),`;
  });
  const registry = [
    "const phases = {",
    ...cases,
    "};",
    "export const start = async (key) => (await phases[key]()).default();",
    "",
  ].join("\n");
  return [
    { path: "registry.js", text: registry },
    ...phases.map((each) => ({ path: `${each.action}.${each.phase}.js`, text: starter(each) })),
  ];
}

/**
 * The definition loads with the kit, the action's own code once its secrets are masked and its inputs are right: before that
 * it has nothing to do.
 */
function starter(each: Phase): string {
  const { action, phase } = each;
  if (phase === "cli") return `export { main as default } from "../actions/${action}/src/cli.js";\n`;
  const run = phase === "main" ? "runMain" : "runPost";
  const folder = `../actions/${action}/src`;
  return [
    `import { ${run} } from "@deploy-actions/action";`,
    `import { definition } from "${folder}/definition.js";`,
    `const load = () => import(/* webpackChunkName: ${JSON.stringify(`${phaseKey(each)}/body`)} */ "${folder}/${phase}.js");`,
    `const ${phase} = async (context) => (await load()).${phase}(context);`,
    `export default () => ${run}(definition, ${phase});`,
    "",
  ].join("\n");
}

/** dist/<action>/index.js and post.js, which action.yml names, and cli.js, which is a program. */
export function stub(phase: Phase): string {
  const interpreter = phase.phase === "cli" ? "#!/usr/bin/env node\n" : "";
  return `${interpreter}import { start } from "../chunks/index.js";\nawait start(${JSON.stringify(phaseKey(phase))});\n`;
}
