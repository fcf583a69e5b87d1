// Whatever writes to a log, a summary, an annotation, an output or a stream does so through `Report`, or is listed with a reason.
import { describe, expect, it } from "vitest";
import { callSites, callSitesIn, isDirect } from "./call-sites.ts";
import { DIRECT_WRITERS } from "./direct-writers.ts";

const sites = callSites();

describe("what writes directly", () => {
  const found = Map.groupBy(sites.filter(isDirect), ({ path }) => path);

  it("is listed, with the number of lines of each kind", () => {
    const counted = [...found].map(([path, some]) => {
      const kinds = Map.groupBy(some, ({ kind }) => kind);
      return [path, Object.fromEntries([...kinds].map(([kind, lines]) => [kind, lines.length]))];
    });
    const listed = Object.entries(DIRECT_WRITERS).map(([path, { lines }]) => [path, lines]);
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(listed));
  });

  it.each([
    "console.log(text);",
    "process.stderr.write(text);",
    'writeSync(1, "x");',
    'await appendFile(environment.GITHUB_STEP_SUMMARY ?? "", text);',
    "const log = text as Inert;",
    "show(withoutSecrets(body));",
    'import { info } from "@actions/core";',
    "  info: (line) => write(line),",
    "fetch(`/repos/acme/shop/issues/1/comments`, { body });",
  ])("is found: %s", (code) => expect(callSitesIn("packages/x/src/x.ts", code).some(isDirect)).toBe(true));

  it.each(['echo "$IMAGE"', "[[ -d x ]] || printf '%s' \"$1\""])("is found in a shell script: %s", (code) =>
    expect(callSitesIn("actions/x/x.sh", code).some(isDirect)).toBe(true),
  );
});

it("finds the calls that go through Report", () => {
  expect(sites.filter((site) => !isDirect(site)).length).toBeGreaterThan(100);
  expect(callSitesIn("actions/x/src/main.ts", "report.log.info(line);").map(({ kind }) => kind)).toEqual(["log"]);
});
