// Turns inputs into one scan, and its findings into files, annotations, a summary and a verdict.
import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Main } from "@deploy-actions/action";
import { localTarget, type Target } from "@deploy-actions/target";
import type { definition } from "./definition.ts";
import { annotate, gate, inWords, summarize } from "./present.ts";
import { scan } from "./scan.ts";
import { ignoreFile, scanRoot, warnOfGaps } from "./scan-paths.ts";
import { countsOf, reported } from "./severity.ts";
import { table } from "./table.ts";

export const main: Main<typeof definition> = async ({ inputs, report, signal, environment, done, failed }) => {
  const { log } = report;
  const target = localTarget();
  const failOn = inputs["fail-on"];
  const severities = reported(inputs.severity, failOn);
  const root = await scanRoot(inputs["scan-path"]);
  const skipDirs = inputs["skip-dirs"];
  await warnOfGaps(root, skipDirs, log);
  const asked = {
    root,
    severities,
    skipDirs,
    scanners: inputs.scanners,
    ignoreFile: await ignoreFile(inputs.trivyignore, log),
  };
  const { findings, json } = await scan(target, { ...asked, trivy: inputs["trivy-path"] }, environment, signal, log);

  const files = await reportFiles(target, inputs["json-file"], inputs["table-file"]);
  const text = table(findings);
  await target.writeFile(files.json, json);
  await target.writeFile(files.table, text);

  await report.group(`${findings.length} findings`, async () => {
    for (const line of text.trimEnd().split("\n")) log.info(line);
  });
  const folder = (await stat(root)).isDirectory() ? root : dirname(root);
  annotate(findings, failOn, folder, environment.GITHUB_WORKSPACE ?? process.cwd(), report.annotate);
  summarize(findings, severities, failOn, report.summary);

  const counts = countsOf(findings.map(({ severity }) => severity));
  const outputs = {
    critical: counts.CRITICAL,
    high: counts.HIGH,
    medium: counts.MEDIUM,
    low: counts.LOW,
    unknown: counts.UNKNOWN,
    total: findings.length,
    "report-json": files.json,
    "report-table": files.table,
  };
  const problem = gate(findings, failOn, files.table);
  if (problem !== undefined) return failed(problem, outputs);
  return done(outputs, `${inWords(counts)} of severity ${severities.join(", ")}; the report is ${files.json}`);
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
