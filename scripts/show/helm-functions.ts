// Prints, for every function of chart templates, how the evaluator's results compare with Helm's for the same expressions.
import { type Compared, comparison } from "../../packages/workflow-companion/test/helm-functions.compare.ts";
import { type Fixture, readFixture } from "../../packages/workflow-companion/test/helm-functions.fixture.ts";
import { aligned } from "../bench/figure.ts";

const HEAD = ["function", "cases", "equal", "undecided", "different"];

/** True when nothing differs. */
export async function helmFunctions(): Promise<boolean> {
  const fixture = readFixture();
  const all = fixture.entries.map(comparison(fixture.values));
  const names = [...new Set(fixture.entries.map((entry) => entry.function))];
  const rows = names.map((name) =>
    row(
      name,
      all.filter(({ entry }) => entry.function === name),
    ),
  );
  console.log(aligned([HEAD, ...rows, row("all", all)]));
  const different = all.filter(({ outcome }) => outcome === "different");
  for (const one of different)
    console.log(`\n${one.entry.expression}\n  here: ${one.ours}\n  Helm: ${helmResult(one.entry)}`);
  console.log(
    `\nCompared with Helm ${fixture.helm}. Undecided: Helm stops with an error, or the value is only known at run time.`,
  );
  return different.length === 0;
}

function row(name: string, compared: readonly Compared[]): string[] {
  const count = (outcome: Compared["outcome"]): string =>
    String(compared.filter((one) => one.outcome === outcome).length);
  return [name, String(compared.length), count("equal"), count("undecided"), count("different")];
}

function helmResult({ helm }: Fixture["entries"][number]): string {
  return "error" in helm ? `fails: ${helm.error}` : JSON.stringify(helm.printed);
}
