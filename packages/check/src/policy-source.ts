// Decides which version of the configuration applies, that of the checkout or that of the base commit, and reports where they differ.
import type { BaseFile, OpenedBase } from "@deploy-actions/checkout";
import {
  type ConfigResult,
  changedSettings,
  EMPTY_CONFIG,
  type Finding,
  notCompared,
  rules,
} from "@deploy-actions/policy";
import { FILE_START, type SourceProblem } from "@deploy-actions/workflow";
import type { Repository } from "./repository.ts";

/**
 * The commit to compare with, and whether its policy applies. `why` says why there is none, as a sentence, and `next` what to do about it.
 */
export type Base = {
  readonly applies: boolean;
  readonly opened: OpenedBase;
  readonly next: string;
};

/** The configuration that applies, with findings about the configuration itself. */
export type PolicySource =
  | {
      readonly ok: true;
      readonly config: Extract<ConfigResult, { ok: true }>["config"];
      readonly about: readonly Finding[];
    }
  | { readonly ok: false; readonly problems: readonly SourceProblem[] };

export type PolicyRequest = {
  /** From the repository's root. */
  readonly path: string;
  /** Whether the user named the file, so that it must exist. */
  readonly named: boolean;
  readonly exists: boolean;
  readonly repository: Repository;
  readonly base: Base | undefined;
  readonly strict: boolean;
};

export async function policySource(request: PolicyRequest): Promise<PolicySource> {
  const { path, named, exists, repository, base } = request;
  if (base?.applies === true) return ofBase(base, request);
  const head = named || exists ? headText(path, repository) : { text: undefined };
  if ("problem" in head) return { ok: false, problems: [head.problem] };
  const read = await configOf(path, head.text);
  if (!read.ok) return read;
  return { ok: true, config: read.config, about: await comparedWith(base, head.text, request) };
}

/** The checkout's version is only compared; whatever is wrong with it does not matter yet. */
async function ofBase(
  { opened, next }: Base,
  { path, named, exists, repository }: PolicyRequest,
): Promise<PolicySource> {
  const refused = (message: string): PolicySource => ({
    ok: false,
    problems: [{ path, range: FILE_START, message }],
  });
  if (!opened.ok) return refused(`${opened.why} With policy-from: base nothing is checked without it. ${next}`);
  const file = await opened.read(path);
  if (file.is === "unusable") return refused(`${file.why} With policy-from: base nothing is checked without it.`);
  if (file.is === "none" && named && !exists) return refused("This file exists neither here nor in the base commit.");
  const text = file.is === "file" ? file.text : undefined;
  const read = await configOf(path, text);
  if (!read.ok) {
    const problems = read.problems.map((one) => ({ ...one, message: `In the base commit: ${one.message}` }));
    return { ok: false, problems };
  }
  const head = exists ? headText(path, repository) : { text: undefined };
  const now = "text" in head ? head.text : INVALID;
  return { ok: true, config: read.config, about: await differences(path, text, now, "base") };
}

/** Stands for a configuration that cannot be read: it is not YAML, so it differs from every version that is. */
const INVALID = "[";

async function comparedWith(
  base: Base | undefined,
  head: string | undefined,
  { path, strict }: PolicyRequest,
): Promise<readonly Finding[]> {
  if (base === undefined) return [];
  const file: BaseFile = base.opened.ok ? await base.opened.read(path) : { is: "unusable", why: `${base.opened.why}` };
  // Without a configuration in the checkout, what could not be compared is only whether one was deleted.
  if (file.is === "unusable")
    return head === undefined ? [] : [notCompared({ path, range: FILE_START }, file.why, base.next, strict)];
  return differences(path, file.is === "file" ? file.text : undefined, head, "head");
}

async function differences(
  path: string,
  before: string | undefined,
  after: string | undefined,
  applied: "head" | "base",
): Promise<readonly Finding[]> {
  if (before === after) return [];
  const { policyChange } = await import("@deploy-actions/policy/config");
  const change = policyChange(before, after);
  return change === undefined ? [] : [changedSettings(path, change, applied)];
}

function headText(
  path: string,
  repository: Repository,
): { readonly text: string } | { readonly problem: SourceProblem } {
  const problem = repository.problem(path);
  return problem === undefined ? { text: repository.text(path) ?? "" } : { problem };
}

async function configOf(path: string, text: string | undefined): Promise<ConfigResult> {
  if (text === undefined) return { ok: true, config: EMPTY_CONFIG };
  // Loading the schema takes a fifth of the start-up time, and most repositories have no configuration.
  const { readConfig } = await import("@deploy-actions/policy/config");
  return readConfig(path, text, rules);
}
