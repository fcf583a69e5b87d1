// Reads and checks files one after the other; one that cannot be read is a finding, not a failure of the whole.
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  checkWorkflow,
  FILE_START,
  type FileReport,
  problemReport,
  SIZE_LIMIT,
  sizeMessage,
} from "@deploy-actions/workflow";

/** A report for each of `paths` (from `workspace`), in their order. Rejects only when `signal` aborts. */
export async function checkFiles(
  workspace: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly FileReport[]> {
  const reports: FileReport[] = [];
  for (const path of paths) {
    signal.throwIfAborted();
    reports.push(await checkFile(join(workspace, path), path));
  }
  return reports;
}

async function checkFile(file: string, path: string): Promise<FileReport> {
  const problem = (message: string) => problemReport({ path, range: FILE_START, message });
  try {
    const { size } = await stat(file);
    return size > SIZE_LIMIT ? problem(sizeMessage(size)) : checkWorkflow(path, await readFile(file));
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return problem(`This file cannot be read (${reason}), so what it deploys is not known.`);
  }
}
