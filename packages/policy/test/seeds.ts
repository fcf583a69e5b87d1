// Real repositories to start from: our own workflows, what the pages of the policy show, our labelled sample, and the large one where
// this machine has it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseYaml } from "@deploy-actions/workflow";
import { largeSample, OWN_SAMPLE } from "../../../scripts/score/sample.ts";
import { pageAt } from "../../../test/architecture/policy-page.ts";
import { rules } from "../src/rules/all.ts";
import { rulePage } from "../src/rules/rule.ts";

/** `files` are texts by path from the root, at least one of them a workflow. */
export type Seed = { readonly name: string; readonly files: Readonly<Record<string, string>> };

const root = join(import.meta.dirname, "..", "..", "..");

export function seeds(): readonly Seed[] {
  return [...ownWorkflows(), ...pages(), ...sampled(OWN_SAMPLE), ...sampled(largeSample())];
}

/** The scripts that their steps run. */
export function scriptsOf(all: readonly Seed[]): readonly string[] {
  const scripts = all.flatMap(({ files }) =>
    Object.entries(files).flatMap(([path, text]) => {
      if (!path.startsWith(".github/workflows/")) return [];
      const jobs = parseYaml({ path, text }).root?.get("jobs")?.entries() ?? [];
      const steps = jobs.flatMap(({ value }) => value.get("steps")?.items() ?? []);
      return steps.flatMap((step) =>
        [step.get("run"), step.get("with")?.get("script")].flatMap((one) => one?.text()?.value ?? []),
      );
    }),
  );
  return [...new Set(scripts)];
}

function ownWorkflows(): Seed[] {
  const beside = textsBelow(join(root, "examples"), "examples");
  return Object.entries(textsBelow(join(root, ".github"), ".github"))
    .filter(([path]) => path.startsWith(".github/workflows/"))
    .map(([path, text]) => ({ name: path, files: { ...beside, [path]: text } }));
}

function pages(): Seed[] {
  return rules.flatMap((rule) => {
    const { before, after } = pageAt(rulePage(rule));
    return [
      { name: `${rule.id} before`, files: before },
      { name: `${rule.id} after`, files: after },
    ];
  });
}

function sampled(folder: string | undefined): Seed[] {
  if (folder === undefined) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, files: textsBelow(join(folder, name), "") }))
    .filter(({ files }) => Object.keys(files).some((path) => path.startsWith(".github/workflows/")));
}

/** The kinds of file that a check reads. */
const READ = /\.(?:ya?ml|json|sh|env|tpl|tf)$|(?:^|\/)(?:\.env[^/]*|Dockerfile|Makefile)$/;

function textsBelow(folder: string, path: string): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === "node_modules") continue;
    const [inner, name] = [join(folder, entry.name), path === "" ? entry.name : `${path}/${entry.name}`];
    if (entry.isDirectory()) Object.assign(texts, textsBelow(inner, name));
    else if (READ.test(name)) texts[name] = readFileSync(inner, "utf8");
  }
  return texts;
}
