import { describe, expect, it } from "vitest";
import { map, text, url } from "./input/kinds.ts";
import { createReporter } from "./report.ts";
import { createRunner } from "./runner/runner.ts";
import { createSecrets, maskSecretInputs } from "./secrets.ts";

function recorded() {
  const written: string[] = [];
  const runner = createRunner({ environment: {}, write: (line) => written.push(line) });
  const secrets = createSecrets(runner.setSecret);
  return { written, secrets, ...createReporter(runner, secrets) };
}

describe("secrets", () => {
  it("are masked value by value before anything is parsed", () => {
    const { written, secrets } = recorded();
    const inputs = {
      variables: map({ description: "Map.", secret: true }),
      headers: text({ description: "Headers.", secret: true, secretParts: () => ["third"] }),
      address: url({ description: "URL." }),
      plain: text({ description: "Open." }),
    };
    const environment = {
      INPUT_VARIABLES: "A=first\nB=second",
      INPUT_HEADERS: "Authorization: Bearer third",
      INPUT_ADDRESS: "https://user:fourth@a.example/",
      INPUT_PLAIN: "open",
    };
    maskSecretInputs({ inputs }, environment, secrets);
    const masked = written.map((line) => line.trim());
    expect(masked).toContain("::add-mask::first");
    expect(masked).toContain("::add-mask::second");
    expect(masked).toContain("::add-mask::third");
    expect(secrets.redact("a fourth one")).toBe("a *** one");
    expect(masked.join()).not.toMatch(/open|fourth|Authorization|a\.example/);
  });

  it("are redacted in their encoded forms too", () => {
    const { secrets } = recorded();
    secrets.add('p"ss w/rd');
    expect(secrets.redact("p%22ss%20w%2Frd and p&quot;ss w/rd and cCJzcyB3L3Jk")).toBe("*** and *** and ***");
  });

  it("are never common values, which would make the job's log unreadable", () => {
    const { written, secrets } = recorded();
    const inputs = { variables: map({ description: "Map.", secret: true }) };
    maskSecretInputs(
      { inputs },
      { INPUT_VARIABLES: "DEBUG=1\nPROTO=https\nLIVE=true\nPORT=8080\nKEY=hunter2" },
      secrets,
    );
    const masked = written.map((line) => line.trim().replace("::add-mask::", ""));
    expect(masked).toContain("hunter2");
    for (const word of ["1", "https", "true", "8080"]) expect(masked).not.toContain(word);
    expect(secrets.redact("https, true and 8080")).toBe("https, true and 8080");
  });

  it("are redacted in log lines, annotations and titles", () => {
    const { written, secrets, report } = recorded();
    secrets.add("s3cret-value");
    written.length = 0;
    report.log.info("token s3cret-value");
    report.annotate({ level: "error", message: "bad s3cret-value", title: "s3cret-value" });
    expect(written.join("")).toBe("token ***\n::error title=***::bad ***\n");
  });
});

describe("log lines from outside", () => {
  it.each(["::error::forged", "  ::add-mask::x", "text\n::set-env name=PATH::/tmp", "see ##[set-env name=A]b"])(
    "%j cannot issue a workflow command",
    (line) => {
      const { written, report } = recorded();
      report.log.info(line);
      expect(written.join("")).not.toMatch(/^\s*::/m);
      expect(written.join("")).not.toContain("##[");
    },
  );
});
