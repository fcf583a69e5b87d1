// The entry point of the command line.
import { EXIT, type ExitCode } from "./exit.ts";
import { HELP } from "./help.ts";
import { parseArguments } from "./options.ts";

/** Reads this process's command line and sets its exit code. Never rejects. */
export async function main(): Promise<void> {
  // A reader such as `head` may close the pipe early; that is not an error.
  process.stdout.on("error", (error) => {
    if ("code" in error && error.code === "EPIPE") process.exit();
    throw error;
  });
  try {
    process.exitCode = await run(process.argv.slice(2));
  } catch (error) {
    process.exitCode = EXIT.failure;
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await complain(`immutable-tag-validator failed: ${why}`);
  }
}

async function run(args: readonly string[]): Promise<ExitCode> {
  const invocation = parseArguments(args);
  switch (invocation.does) {
    case "help":
      process.stdout.write(HELP);
      return EXIT.clean;
    case "version": {
      const { releaseOf } = await import("@deploy-actions/check/release");
      process.stdout.write(`${releaseOf(process.argv[1] ?? "").version}\n`);
      return EXIT.clean;
    }
    case "refuse":
      await complain(`${invocation.why}\nNothing was checked. Run immutable-tag-validator --help for the options.`);
      return EXIT.usage;
    case "check": {
      // Loading the parsers is only worthwhile once there is something to do.
      const { runCheck } = await import("./run.ts");
      return runCheck(invocation.options, process);
    }
  }
}

async function complain(text: string): Promise<void> {
  const { print } = await import("./print.ts");
  print(process.stderr, `${text}\n`);
}
