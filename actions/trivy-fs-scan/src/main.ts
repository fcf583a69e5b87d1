// Turns inputs into one scan, and its findings into files, annotations, a summary and a verdict.
import { dirname, join, resolve } from "node:path";
import type { Main } from "@deploy-actions/action";
import { localTarget, type Target } from "@deploy-actions/target";
import { coverageOf, gaps, inWords as lookedAt, nothingLookedAt, warnOfLinks } from "./coverage.ts";
import type { definition } from "./definition.ts";
import { annotate, gate, inWords, ROWS, summarize } from "./present.ts";
import { scan } from "./scan.ts";
import { ignoreFile, warnOfGaps } from "./scan-paths.ts";
import { scanRoot } from "./scan-root.ts";
import { countsOf, reported } from "./severity.ts";
import { table } from "./table.ts";
import { walk } from "./walk.ts";

export const main: Main<typeof definition> = async ({ inputs, report, signal, environment, done, failed }) => {
  const { log } = report;
  const target = localTarget();
  const failOn = inputs["fail-on"];
  const severities = reported(inputs.severity, failOn);
  const root = await scanRoot({
    scanPath: inputs["scan-path"],
    workspace: environment.GITHUB_WORKSPACE || process.cwd(),
    allowOutside: inputs["allow-outside-workspace"],
  });
  const skipDirs = inputs["skip-dirs"];
  await warnOfGaps(root, skipDirs, log);
  const asked = {
    root: root.path,
    severities,
    skipDirs,
    scanners: inputs.scanners,
    ignoreFile: await ignoreFile(inputs.trivyignore, log),
  };
  const found = await scan(target, { ...asked, trivy: inputs["trivy-path"] }, environment, signal, log);
  const { findings, json } = found;
  const coverage = coverageOf(inputs.scanners, found, await walk(root, skipDirs));
  warnOfLinks(coverage, log);

  const files = await reportFiles(target, inputs["json-file"], inputs["table-file"]);
  await target.writeFile(files.json, json);
  await target.writeFile(files.table, table(findings));

  await report.group(`${findings.length} findings`, async () => {
    for (const line of table(findings.slice(0, ROWS)).trimEnd().split("\n")) log.info(line);
    if (findings.length > ROWS) log.info(`and ${findings.length - ROWS} more, in ${files.table}`);
  });
  const folder = root.kind === "folder" ? root.path : dirname(root.path);
  annotate(findings, failOn, folder, root.workspace, report.annotate);
  const nothing = inputs["fail-on-nothing"] ? nothingLookedAt(coverage, root.path) : undefined;
  const problem = gate(findings, failOn, files.table) ?? nothing;
  if (nothing === undefined) for (const gap of gaps(coverage)) log.warning(gap);
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
  const line = `${inWords(counts)} of severity ${severities.join(", ")} in ${lookedAt(coverage)}; the report is ${files.json}`;
  return done(outputs, line);
};

/** Files that nobody named go into the job's temporary folder, where later steps find them by the outputs. */
async function reportFiles(
  target: Target,
  json: string | undefined,
  text: string | undefined,
): Promise<{ json: string; table: string }> {
  const folder = json !== undefined && text !== undefined ? "" : await target.makeTemporaryFolder("trivy-report");
  return { json: resolve(json ?? join(folder, "trivy.json")), table: resolve(text ?? join(folder, "trivy.txt")) };
}
