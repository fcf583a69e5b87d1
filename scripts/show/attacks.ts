// Prints every attack of test/attacks with what came of it. An attack is a test: its file names who attacks, its title what they try.
//   npm run show -- attacks
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { z } from "zod";
import { aligned } from "../bench/figure.ts";

const FEWEST = 120;

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

interface Attack {
  readonly by: string;
  readonly what: string;
  readonly outcome: "held" | "BROKE" | "NOT TRIED";
}

/** True when at least {@link FEWEST} attacks were tried and all of them held. */
export async function attacks(): Promise<boolean> {
  const tried = await tryAll();
  console.log(aligned([["who", "what they try", ""], ...tried.map(({ by, what, outcome }) => [by, what, outcome])]));
  const count = (wanted: Attack["outcome"]) => tried.filter(({ outcome }) => outcome === wanted).length;
  const [held, broke, untried] = [count("held"), count("BROKE"), count("NOT TRIED")];
  const enough = tried.length >= FEWEST ? "met" : "MISSED";
  console.log(
    `\n${tried.length} attacks (at least ${FEWEST}: ${enough}): ${held} held, ${broke} broke, ${untried} not tried`,
  );
  return held === tried.length && tried.length >= FEWEST;
}

async function tryAll(): Promise<Attack[]> {
  const folder = mkdtempSync(join(tmpdir(), "attacks-"));
  try {
    const file = join(folder, "report.json");
    await vitest(["run", "test/attacks", "--reporter=dot", "--reporter=json", `--outputFile.json=${file}`]);
    return attacksIn(readFileSync(file, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A file that could not be loaded counts as one attack that was not tried. */
function attacksIn(json: string): Attack[] {
  return Report.parse(JSON.parse(json)).testResults.flatMap(({ name, message, assertionResults }): Attack[] => {
    if (assertionResults.length === 0) return [{ by: name, what: message, outcome: "NOT TRIED" }];
    return assertionResults.map(({ ancestorTitles: [by = basename(name), ...rest], title, status }) => ({
      by,
      what: [...rest, title].join(" "),
      outcome: status === "passed" ? "held" : status === "failed" ? "BROKE" : "NOT TRIED",
    }));
  });
}

/** Its dots go to stderr, so that stdout is only the table. */
function vitest(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", ...args], { stdio: ["ignore", 2, 2] });
    child.once("error", reject).once("exit", () => resolve());
  });
}
