// Decides which version of the ignore file applies, that of the checkout or that of the base commit, and reports where they differ: the author
// of a change could accept its findings in the same step.
import { basename, join, relative, resolve } from "node:path";
import type { Report } from "@deploy-actions/action";
import { type BaseFile, baseOfRun, FETCH_THE_BASE, openBase } from "@deploy-actions/checkout";
import type { Target } from "@deploy-actions/target";
import { ScanError } from "./scan-error.ts";
import { ignoreFile } from "./scan-paths.ts";

export type IgnoreFileRequest = {
  readonly given: string | undefined;
  readonly from: "head" | "base";
  /** In it, links must not lead out of it. */
  readonly workspace: string;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly signal: AbortSignal;
};

/** The path to pass to Trivy, and a folder to remove after the scan. */
export type IgnoreFile = { readonly path: string | undefined; readonly folder?: string };

/** Throws ScanError "bad-path" and "no-base". */
export async function ignoreFileSource(
  target: Target,
  { given, from, workspace, environment, signal }: IgnoreFileRequest,
  { annotate, log }: Pick<Report, "annotate" | "log">,
): Promise<IgnoreFile> {
  // The runner fills in the default if the input is omitted, so that an empty one is an expression without a value.
  if (environment["INPUT_POLICY-FROM"]?.trim() === "")
    throw noBase(
      "Input `policy-from` is empty: the expression in it has no value.",
      "Write policy-from: base or policy-from: head, or correct the expression.",
    );
  const name = relative(process.cwd(), resolve(given ?? DEFAULT));
  const run = baseOfRun(environment);
  if (from === "head") {
    const path = await ignoreFile(given, workspace, log);
    if (run.is === "none" || !run.proposes) return { path };
    const base = await baseVersion(name, run.commit, signal);
    const head = path === undefined ? undefined : await target.readFile(path);
    if (base.is === "unusable") {
      const message = `It is not known whether this change edits ${name}. ${base.why} ${FETCH_THE_BASE}`;
      if (head !== undefined) annotate({ level: "notice", title: "ignore file", message });
    } else if (textOf(base) !== head) {
      const message = `${name} differs from the base branch: this change edits which findings are ignored. Review it; with policy-from: base it applies only once it is merged.`;
      annotate({ level: "warning", title: "ignore file", message, ...(head === undefined ? {} : { file: name }) });
    }
    return { path };
  }
  if (run.is === "none") {
    throw noBase(
      `The event ${run.event} of this run names no base commit.`,
      "Use policy-from: head for this event, for example with ${{ github.event_name == 'pull_request' && 'base' || 'head' }}.",
    );
  }
  const base = await baseVersion(name, run.commit, signal);
  if (base.is === "unusable") throw noBase(base.why, FETCH_THE_BASE);
  const head = await target.readFile(resolve(given ?? DEFAULT)).catch(() => undefined);
  if (textOf(base) !== head) log.info(`${name} differs from the base branch. The version of the base branch is used.`);
  if (base.is === "none") {
    log.info(`The base commit has no ${name}, so no finding is ignored.`);
    return { path: undefined };
  }
  const folder = await target.makeTemporaryFolder("trivy-ignore");
  // Trivy reads a file that ends in .yaml in another format.
  const path = join(folder, basename(name));
  await target.writeFile(path, base.text);
  log.info(`Findings listed in ${name} of the base commit ${run.commit} are ignored.`);
  return { path, folder };
}

const DEFAULT = ".trivyignore";

async function baseVersion(name: string, commit: string, signal: AbortSignal): Promise<BaseFile> {
  const opened = await openBase(process.cwd(), commit, signal);
  return opened.ok ? opened.read(name) : { is: "unusable", why: opened.why };
}

function textOf(file: BaseFile): string | undefined {
  return file.is === "file" ? file.text : undefined;
}

function noBase(message: string, next: string): ScanError {
  return new ScanError("no-base", { message, state: "Nothing was scanned.", next });
}
