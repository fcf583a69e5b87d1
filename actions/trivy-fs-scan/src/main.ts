// Runs a scan from the inputs and turns the findings into files, annotations, a summary and a result.
import { dirname, join, resolve } from "node:path";
import type { Main } from "@deploy-actions/action";
import { localTarget, type Target } from "@deploy-actions/target";
import { outputRoots, writeOutputFile } from "@deploy-actions/untrusted/file";
import { coverageOf, describeCoverage, emptyScanners, nothingScannedProblem, warnAboutLinks } from "./coverage.ts";
import type { definition } from "./definition.ts";
import { ignoreFileSource } from "./ignore-file-source.ts";
import { annotate, formatCounts, MAX_ROWS, summarize, thresholdProblem } from "./present.ts";
import { scan } from "./scan.ts";
import { warnAboutSkippedFolders } from "./scan-paths.ts";
import { scanRoot } from "./scan-root.ts";
import { countsOf, reportedSeverities } from "./severity.ts";
import { table } from "./table.ts";
import { walk } from "./walk.ts";

export const main: Main<typeof definition> = async ({ inputs, report, signal, environment, done, failed }) => {
  const { log } = report;
  const target = localTarget();
  const failOn = inputs["fail-on"];
  const severities = reportedSeverities(inputs.severity, failOn);
  const workspace = environment.GITHUB_WORKSPACE || process.cwd();
  const root = await scanRoot({
    scanPath: inputs["scan-path"],
    workspace,
    allowOutside: inputs["allow-outside-workspace"],
  });
  const skipDirs = inputs["skip-dirs"];
  await warnAboutSkippedFolders(root, skipDirs, log);
  const ignored = await ignoreFileSource(
    target,
    { given: inputs.trivyignore, from: inputs["policy-from"], workspace, environment, signal },
    report,
  );
  const request = {
    root: root.path,
    severities,
    skipDirs,
    scanners: inputs.scanners,
    ignoreFile: ignored.path,
  };
  const trivy = inputs["trivy-path"];
  const found = await scan(target, { ...request, trivy }, environment, signal, log).finally(async () => {
    if (ignored.folder !== undefined) await target.remove(ignored.folder);
  });
  const { findings, json } = found;
  const coverage = coverageOf(inputs.scanners, found, await walk(root, skipDirs));
  warnAboutLinks(coverage, log);

  const files = await reportFiles(target, inputs["json-file"], inputs["table-file"]);
  const roots = [...outputRoots(environment), ...files.made];
  writeOutputFile("json-file", files.json, json, roots);
  writeOutputFile("table-file", files.table, table(findings), roots);

  await report.group(`${findings.length} findings`, async () => {
    for (const line of table(findings.slice(0, MAX_ROWS)).trimEnd().split("\n")) log.info(line);
    if (findings.length > MAX_ROWS) log.info(`and ${findings.length - MAX_ROWS} more, in ${files.table}`);
  });
  const folder = root.kind === "folder" ? root.path : dirname(root.path);
  annotate(findings, failOn, folder, root.workspace, report.annotate);
  const nothingScanned = inputs["fail-on-nothing"] ? nothingScannedProblem(coverage, root.path) : undefined;
  const problem = thresholdProblem(findings, failOn, files.table) ?? nothingScanned;
  if (nothingScanned === undefined) for (const sentence of emptyScanners(coverage)) log.warning(sentence);
  summarize({ findings, shown: severities, failOn, coverage, failed: problem !== undefined }, report.summary);

  const counts = countsOf(findings.map(({ severity }) => severity));
  const outputs = {
    critical: counts.CRITICAL,
    high: counts.HIGH,
    medium: counts.MEDIUM,
    low: counts.LOW,
    unknown: counts.UNKNOWN,
    total: findings.length,
    targets: coverage.targets,
    "files-scanned": coverage.files,
    "report-json": files.json,
    "report-table": files.table,
  };
  if (problem !== undefined) return failed(problem, outputs);
  const line = `${formatCounts(counts)} of severity ${severities.join(", ")} in ${describeCoverage(coverage)}; report: ${files.json}`;
  return done(outputs, line);
};

/** Reports without a configured path go into a folder that is `made` for them, where later steps find them through the outputs. */
async function reportFiles(
  target: Target,
  json: string | undefined,
  text: string | undefined,
): Promise<{ json: string; table: string; made: readonly string[] }> {
  const folder =
    json !== undefined && text !== undefined ? undefined : await target.makeTemporaryFolder("trivy-report");
  const made = folder === undefined ? [] : [folder];
  const path = (given: string | undefined, name: string): string => resolve(given ?? join(folder ?? "", name));
  return { json: path(json, "trivy.json"), table: path(text, "trivy.txt"), made };
}
