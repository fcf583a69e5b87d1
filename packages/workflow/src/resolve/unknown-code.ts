// Records code that is not evaluated, if it may deploy.
import { isJavaScript, loadedFiles, mayBeDeploy, namesDeploy, startsPrograms } from "@deploy-actions/workflow-deploy";
import type { UnknownCode } from "@deploy-actions/workflow-shell";
import { joinPath } from "@deploy-actions/workflow-source/command";
import { sourceOf, type Text } from "@deploy-actions/workflow-source/yaml";
import { record, type StepRun } from "./step-run.ts";

export function recordUnknownCode(one: StepRun, code: UnknownCode): void {
  if (code.is === "limit" && !isNewLimit(one, code)) return;
  const certainty = certaintyOf(one, code);
  if (certainty === undefined) return;
  const { written, why, place, host } = code;
  record(one, { does: "unknown-code", written, at: place, why, certainty }, host);
}

/** Nodes. */
const LIMIT_COST = 200;

/** The innermost call of a deep chain is reported once, and the rest of the chain costs what it would have cost to walk. */
function isNewLimit({ limits, around }: StepRun, { place }: UnknownCode): boolean {
  if (limits.has(place) || !around.spend(LIMIT_COST)) return false;
  limits.add(place);
  return true;
}

/** Undefined if the code cannot deploy. */
function certaintyOf(one: StepRun, { is, text, language = "" }: UnknownCode): "limit" | "deploy" | "open" | undefined {
  if (is === "limit") return "limit";
  const isNamed = is === "program" ? mayBeDeploy(text) : namesDeploy(text);
  if (is !== "code") return isNamed ? "deploy" : "open";
  const whole = withLoadedFiles(one, text, language);
  if (isNamed || namesDeploy(whole)) return "deploy";
  return language !== "words" && startsPrograms(language, whole) ? "open" : undefined;
}

/** JavaScript with the files of the repository that it loads. */
function withLoadedFiles({ loadable, around }: StepRun, text: string, language: string): string {
  if (!isJavaScript(language) && language !== "program") return text;
  const loaded = loadedFiles(text).flatMap((path) => {
    const names = [path, `${path}.js`, `${path}.cjs`, `${path}.mjs`, `${path}.ts`, `${path}/index.js`];
    const [file] = names.flatMap((name) => loadable.read(joinPath("", name) ?? "") ?? []);
    return file === undefined || !around.spend(Math.trunc(file.text.length / 25)) ? [] : [file.text];
  });
  return [text, ...loaded].join("\n");
}

/** Code that an action runs, reported at its `uses:`. */
export function codeAt(uses: Text, why: string) {
  const place = sourceOf(uses).place(0, uses.value.length);
  return { why, place, written: `uses: ${uses.value}`, host: "runner" } as const;
}
