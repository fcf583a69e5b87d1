// Every `uses:` of a workflow or action, and whether the inputs of our own actions fit their definitions.
import { parse } from "yaml";
import { z } from "zod";
import { filesBelow, foldersIn, read } from "./files.ts";

const given = z.record(z.string(), z.unknown()).nullish();
const step = z.looseObject({ id: z.string().optional(), uses: z.string().optional(), with: given });
const job = z.looseObject({
  uses: z.string().optional(),
  with: given,
  secrets: z.union([z.literal("inherit"), given]),
  steps: z.array(step).nullish(),
});
const workflow = z.looseObject({ jobs: z.record(z.string(), job).nullish() });
const composite = z.looseObject({ runs: z.looseObject({ steps: z.array(step).optional() }) });
const field = z.looseObject({ required: z.boolean().optional(), default: z.unknown().optional() }).nullish();
const fields = z.record(z.string(), field).nullish();
const definitionModule = z.object({
  definition: z.looseObject({ inputs: fields, outputs: z.record(z.string(), z.unknown()) }),
});
const calledFile = z.looseObject({
  on: z.looseObject({ workflow_call: z.looseObject({ inputs: fields, secrets: fields }) }),
});
const project = z.object({ repository: z.string().regex(/^github:[\w.-]+\/[\w.-]+$/) });

type Given = Readonly<Record<string, unknown>>;
export type Use = { readonly uses: string; readonly given: Given; readonly secrets?: Given; readonly id?: string };
type Fields = z.output<typeof fields>;
/** The inputs, secrets and outputs of an action or called workflow. */
type Signature = { readonly inputs: Fields; readonly secrets?: Fields; readonly outputs?: readonly string[] };

/** `owner/name` of this repository: only package.json has it. */
export const repository = project.parse(JSON.parse(read("package.json"))).repository.slice("github:".length);

/** From the definitions, which everything else about an action is generated from. */
const signatures: ReadonlyMap<string, Signature> = new Map(
  await Promise.all(
    foldersIn("actions")
      .filter((name) => filesBelow(`actions/${name}/src`, /\/src\/definition\.ts$/).length > 0)
      .map(async (name): Promise<[string, Signature]> => {
        const { definition } = definitionModule.parse(await import(`../../actions/${name}/src/definition.ts`));
        return [name, { inputs: definition.inputs, outputs: Object.keys(definition.outputs) }];
      }),
  ),
);

/** Everything that a workflow or composite action uses, by job. */
export function usesByJob(text: string): readonly (readonly Use[])[] {
  const content: unknown = parse(text);
  const action = composite.safeParse(content);
  if (action.success) return [(action.data.runs.steps ?? []).flatMap(ofStep)];
  return Object.values(workflow.parse(content).jobs ?? {}).map((one) => [
    ...(one.uses === undefined ? [] : [{ uses: one.uses, given: one.with ?? {}, ...secretsOf(one.secrets) }]),
    ...(one.steps ?? []).flatMap(ofStep),
  ]);
}

function ofStep({ uses, with: given, id }: z.output<typeof step>): Use[] {
  return uses === undefined ? [] : [{ uses, given: given ?? {}, ...(id === undefined ? {} : { id }) }];
}

function secretsOf(secrets: z.output<typeof job>["secrets"]): { secrets?: Given } {
  return secrets === "inherit" ? {} : { secrets: secrets ?? {} };
}

/** The name of our action, or the path of our workflow, that a `uses:` refers to. Undefined for everything else. */
export function ownTarget(uses: string): { readonly action: string } | { readonly workflow: string } | undefined {
  const path = uses.startsWith(`${repository}/`)
    ? uses.slice(repository.length + 1)
    : uses.startsWith("./")
      ? uses.slice(2)
      : undefined;
  const bare = path?.split("@")[0];
  if (bare === undefined) return undefined;
  return bare.startsWith(".github/workflows/")
    ? { workflow: bare }
    : { action: bare.replace(/^(?:dist|actions)\//, "") };
}

/**
 * What is wrong with a use of our own action or workflow; empty if it fits. An action with a folder and no definition yet fits.
 * A version other than `v1` is a mistake: documents and workflows show the one that moves with every release.
 */
export function mistakesOf(use: Use): string[] {
  const target = ownTarget(use.uses);
  if (target === undefined) return [];
  const wrongVersion = use.uses.startsWith("./") || use.uses.endsWith("@v1") ? [] : [`${use.uses}: write @v1`];
  const signature = "action" in target ? actionSignature(target.action) : workflowSignature(target.workflow);
  if (signature === undefined) return wrongVersion;
  if (typeof signature === "string") return [...wrongVersion, `${use.uses}: ${signature}`];
  const misfits = [
    ...misfit("input", use.given, signature.inputs),
    ...(use.secrets ? misfit("secret", use.secrets, signature.secrets) : []),
  ];
  return [...wrongVersion, ...misfits.map((message) => `${use.uses}: ${message}`)];
}

/** Outputs that the text reads from a step with our action and that the action does not have. */
export function unknownOutputs(text: string, uses: readonly Use[]): string[] {
  return uses.flatMap(({ id, uses: name }) => {
    const target = ownTarget(name);
    const signature = target !== undefined && "action" in target ? actionSignature(target.action) : undefined;
    if (id === undefined || signature === undefined || typeof signature === "string") return [];
    const read = [...text.matchAll(new RegExp(`\\bsteps\\.${id}\\.outputs\\.([\\w-]+)`, "g"))].map(
      (match) => match[1] ?? "",
    );
    return [...new Set(read)]
      .filter((output) => !signature.outputs?.includes(output))
      .map((output) => `${name} has no output ${output}`);
  });
}

/** `undefined` while an action is being written; a string is an error about the name. */
function actionSignature(name: string): Signature | string | undefined {
  return foldersIn("actions").includes(name) ? signatures.get(name) : "there is no such action";
}

function workflowSignature(path: string): Signature | string {
  const text = readIfThere(path);
  if (text === undefined) return "there is no such workflow";
  const { inputs, secrets } = calledFile.parse(parse(text)).on.workflow_call;
  return { inputs, secrets };
}

function misfit(kind: "input" | "secret", given: Given, declared: Fields): string[] {
  const known = declared ?? {};
  const unknown = Object.keys(given).filter((name) => !(name in known));
  const missing = Object.entries(known).flatMap(([name, one]) =>
    one?.required === true && one.default === undefined && !(name in given) ? [name] : [],
  );
  return [
    ...unknown.map((name) => `there is no ${kind} ${name}`),
    ...missing.map((name) => `the ${kind} ${name} is missing`),
  ];
}

function readIfThere(path: string): string | undefined {
  try {
    return read(path);
  } catch {
    return undefined;
  }
}
