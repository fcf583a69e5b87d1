// `npm run fixture:helm`: lets Helm evaluate the expressions of packages/workflow-companion/test/helm-functions.cases.ts, and stores the results
// next to them; the unit tests compare them with this library's results.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { CASES, VALUES } from "../packages/workflow-companion/test/helm-functions.cases.ts";
import { expressionOf, type Fixture, fixturePath } from "../packages/workflow-companion/test/helm-functions.fixture.ts";
import { goTool } from "../test/engine/go-tool.ts";

const asked = Object.entries(CASES).flatMap(([name, cases]) => cases.map((one) => [name, expressionOf(one)] as const));

const tool = await goTool("helm-functions");
if ("reason" in tool) throw new Error(tool.reason);
const input = JSON.stringify({ values: VALUES, expressions: asked.map(([, expression]) => expression) });
const run = spawnSync(tool.path, { input, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
if (run.status !== 0) throw new Error(`Helm could not evaluate the expressions: ${run.stderr}`);

const { helm, results } = JSON.parse(run.stdout) as { helm: string; results: Fixture["entries"][number]["helm"][] };
const entries = asked.flatMap(([name, expression], index) => {
  const answer = results[index];
  return answer === undefined ? [] : [{ function: name, expression, helm: answer }];
});
const lines = entries.map((entry) => `    ${JSON.stringify(entry)}`).join(",\n");
const head = `"helm": ${JSON.stringify(helm)},\n  "values": ${JSON.stringify(VALUES)}`;
writeFileSync(fixturePath, `{\n  ${head},\n  "entries": [\n${lines}\n  ]\n}\n`);
console.log(`${entries.length} expressions, answered by Helm ${helm}`);
