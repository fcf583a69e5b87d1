import { describe, expect, it } from "vitest";
import { HELP } from "./help.ts";
import { parseArguments } from "./options.ts";

const PLAIN = {
  paths: [],
  settings: { strict: false, actions: "off", ownOwners: [], deployJobs: [], buildJobs: [] },
  fix: false,
  format: "text",
  color: "auto",
  policyFrom: "head",
};

describe("a command line", () => {
  it("checks with the least strict settings by default", () => {
    expect(parseArguments(["check"])).toEqual({ does: "check", options: PLAIN });
  });
  it("accepts every option in any order, and lists in two forms", () => {
    const words = "a.yml --strict --actions=sha --own-owners a,b --own-owners c --deploy-jobs ship-* check";
    expect(parseArguments(["check", ...words.split(" ").slice(0, -1), "b"])).toEqual({
      does: "check",
      options: {
        ...PLAIN,
        paths: ["a.yml", "b"],
        settings: {
          ...PLAIN.settings,
          strict: true,
          actions: "sha",
          ownOwners: ["a", "b", "c"],
          deployJobs: ["ship-*"],
        },
      },
    });
    const more = [
      "--fix",
      "--format",
      "sarif",
      "-o",
      "x.sarif",
      "--config",
      "c.yml",
      "--color",
      "never",
      "--policy-from",
      "base",
    ];
    expect(parseArguments(["check", ...more])).toMatchObject({
      options: {
        fix: true,
        format: "sarif",
        output: "x.sarif",
        settings: { config: "c.yml" },
        color: "never",
        policyFrom: "base",
      },
    });
  });
  it.each([
    [[], "help"],
    [["help"], "help"],
    [["check", "--help", "--format", "xml"], "help"],
    [["-v"], "version"],
  ])("%j asks for %s", (args, does) => expect(parseArguments(args)).toEqual({ does }));
  it.each([
    [["chek"], "There is no command 'chek'; write 'check chek' to check a path."],
    [["check", "--format", "xml"], "--format must be one of text, json, sarif, not 'xml'."],
    [["check", "--actions", ""], "--actions must be one of off, sha, not ''."],
    [["check", "--policy-from", " "], "--policy-from is empty."],
    [["check", "--strikt"], "Unknown option '--strikt'."],
    [["check", "--strict=yes"], "Option '--strict' does not take an argument."],
    [["check", "--config"], "Option '--config <value>' argument missing."],
  ])("%j is refused in a sentence", (args, why) => expect(parseArguments(args)).toEqual({ does: "refuse", why }));
});

it("documents every option in the help text", () => {
  const explained = [...HELP.matchAll(/^ {2}.*?--([a-z-]+)/gm)].map(([, name]) => name);
  for (const name of explained) {
    const given = parseArguments(["check", `--${name}`]);
    expect(given.does === "refuse" ? given.why : "").not.toContain("Unknown");
  }
  expect(explained).toHaveLength(13);
});
