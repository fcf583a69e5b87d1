// The list of this library's actions, in the order of a deploy. Every script that needs all actions takes them from here.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Definition } from "@deploy-actions/action";
import { z } from "zod";

export const root = join(import.meta.dirname, "..");

const NAMES = [
  "immutable-tag-validator",
  "trivy-fs-scan",
  "build-image",
  "dual-registry-push",
  "migrate",
  "deploy",
  "health-check",
  "rollback",
  "label-safe-cleanup",
] as const;

export type ActionName = (typeof NAMES)[number];

export interface Action {
  readonly name: ActionName;
  readonly definition: Definition;
  readonly hasPost: boolean;
  /** Whether the action also ships as a program for the command line. */
  readonly hasCli: boolean;
}

/** Every action, or those named, with its definition, loaded from source. Throws where a folder's name and its definition's differ. */
export function loadActions(only?: readonly string[]): Promise<readonly Action[]> {
  const unknown = only?.find((name) => !NAMES.some((each) => each === name));
  if (unknown !== undefined) throw new Error(`there is no action \`${unknown}\`; there are ${NAMES.join(", ")}`);
  return Promise.all(NAMES.filter((name) => only?.includes(name) ?? true).map(loadAction));
}

async function loadAction(name: ActionName): Promise<Action> {
  const folder = join(root, "actions", name, "src");
  const module: { definition: Definition } = await import(`../actions/${name}/src/definition.ts`);
  if (module.definition.name !== name)
    throw new Error(`actions/${name} defines an action named ${module.definition.name}`);
  return {
    name,
    definition: module.definition,
    hasPost: existsSync(join(folder, "post.ts")),
    hasCli: existsSync(join(root, "apps/cli/src", name, "main.ts")),
  };
}

const manifest = z.object({
  name: z.string(),
  version: z.string(),
  repository: z.string().regex(/^github:[\w.-]+\/[\w.-]+$/),
  license: z.string(),
});

export type Project = z.output<typeof manifest>;

/** Name, version, licence and `owner/name` of this project, from package.json, the only place that has them. */
export function project(): Project {
  const parsed = manifest.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  return { ...parsed, repository: parsed.repository.slice("github:".length) };
}
