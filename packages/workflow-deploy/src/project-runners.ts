// Programs that run a script which a file of the project defines under a name, or which is a file of the project.

const TASK_RUNNERS = "rake|make|just|task|mage|invoke|fab";
const LANGUAGES = "node|tsx|ts-node|python3?|ruby|perl|php";
const PACKAGE_RUNNERS = "npx|pnpx|bunx";
const OTHERS =
  "npm|yarn|pnpm|bun|deno|composer|poetry|uv|pipenv|bundle|gradle|gradlew|mvn|mvnw|go|cargo|dotnet|nx|turbo|lerna|mise|moon|pixi|cmake|ninja|bazel|bazelisk|tox|nox";
/** Names of scripts that certainly do not deploy. */
const NO_DEPLOY =
  "test|build|lint|format|install|clean|migrat|seed|collectstatic|version|playwright|cypress|jest|tsc|login|setup";

const RUNNERS = new RegExp(`^(?:${PACKAGE_RUNNERS}|${TASK_RUNNERS}|${LANGUAGES}|${OTHERS})$`);
const RUNS = new RegExp(
  String.raw`^(?:${PACKAGE_RUNNERS}|bundle exec|deno run|go run|cargo run|${TASK_RUNNERS}|(?:${LANGUAGES}) [^-\s]\S*)(?= |$)(?!.*(?:${NO_DEPLOY}))`,
);

export function isRunner(program: string): boolean {
  return RUNNERS.test(program);
}

/** True if a runner's command line runs a script that may deploy. */
export function runsScript(line: string): boolean {
  return RUNS.test(line);
}
