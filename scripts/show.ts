// `npm run show -- NAME`: shows what the tests check, for people. Exits with 1 if something did not work.
import { spawn } from "node:child_process";
import { runningSession } from "../test/engine/index.ts";
import { root } from "./actions.ts";

interface Demonstration {
  readonly about: string;
  /** The parts of the engine's session that it needs; empty if it needs no engine. */
  readonly needs?: string;
  /** True when everything worked. */
  readonly show: (args: readonly string[]) => Promise<boolean>;
}

/** The list of what can be shown. */
const DEMONSTRATIONS: Readonly<Record<string, Demonstration>> = {
  attacks: {
    about: "what a hostile registry, application, pull request or neighbour tries, and whether it held",
    needs: "registries,postgres",
    show: async () => (await import("./show/attacks.ts")).attacks(),
  },
  "call-sites": {
    about: "every place that writes to a log, a summary, an annotation, an output or a stream",
    show: async () => (await import("./show/call-sites.ts")).callSites(),
  },
  "documented-workflows": {
    about: "every workflow of the documents, run by act",
    needs: "registries,postgres",
    show: async () => (await import("./show/documented-workflows.ts")).documentedWorkflows(),
  },
  environments: {
    about: "every program that an action starts, with the variables that it gets, and which of them are secrets",
    show: async () => (await import("./show/environments.ts")).environments(),
  },
  "fault-matrix": {
    about: "a push to two registries when one of them fails, and the same push again",
    needs: "registries",
    show: async () => (await import("./show/fault-matrix.ts")).faultMatrix(),
  },
  fuzz: {
    about: "generated and damaged input for everything that reads something from elsewhere (--area, --runs, --seed)",
    show: async (args) => (await import("./show/fuzz.ts")).fuzz(args),
  },
  "helm-functions": {
    about: "every function of chart templates, compared with Helm's own answers",
    show: async () => (await import("./show/helm-functions.ts")).helmFunctions(),
  },
  "hostile-summary": {
    about: "a job summary with hostile texts, as two renderers of Markdown show it",
    show: async () => (await import("./show/hostile-summary.ts")).hostileSummary(),
  },
  rooms: {
    about: "each package's lines, the packages it imports, and every circle of imports",
    show: async () => (await import("./show/rooms.ts")).rooms(),
  },
  "token-flows": {
    about: "every request of the logins to ACR and GHCR",
    show: async () => (await import("./show/token-flows.ts")).tokenFlows(),
  },
};

async function shown(name: string, args: readonly string[]): Promise<number> {
  const demonstration = DEMONSTRATIONS[name];
  if (demonstration === undefined) {
    console.error(
      Object.entries(DEMONSTRATIONS)
        .map(([each, { about }]) => `npm run show -- ${each}   ${about}`)
        .join("\n"),
    );
    return name === "" ? 0 : 2;
  }
  const { needs, show } = demonstration;
  if (needs !== undefined && runningSession(process.env) === undefined) return underEngine(needs, name);
  return (await show(args)) ? 0 : 1;
}

/** Runs this program again, inside an engine's session. */
function underEngine(needs: string, name: string): Promise<number> {
  const args = ["test/engine/with-engine.ts", "--with", needs, "--", process.execPath, "scripts/show.ts", name];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: "inherit" });
    // The terminal sends its signals to both; this one waits until the engine has stopped.
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.on(signal, () => signal === "SIGTERM" && child.kill(signal));
    child.once("error", reject).once("exit", (code) => resolve(code ?? 1));
  });
}

process.chdir(root);
process.exitCode = await shown(process.argv[2] ?? "", process.argv.slice(3));
