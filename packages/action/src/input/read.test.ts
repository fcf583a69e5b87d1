import { describe, expect, it } from "vitest";
import { bool, choice, integer, lines, list, map, seconds, text, urls } from "./kinds.ts";
import { readInputs } from "./read.ts";

const inputs = {
  "health-url": urls({ description: "URLs.", required: true }),
  "max-attempts": integer({ description: "Tries.", default: "20", min: 1, max: 100 }),
  "delay-seconds": seconds({ description: "Pause.", default: "5", min: 0, max: 3600 }),
  "dry-run": bool({ description: "Only say.", default: "false" }),
  registry: choice(["ghcr", "acr", "both"], { description: "Where.", default: "both" }),
  tags: list({ description: "Tags." }),
  images: lines({ description: "Images." }),
  password: text({
    description: "Secret.",
    secret: true,
    check: (value) => (value.length < 8 ? "is too short" : undefined),
  }),
  variables: map({ description: "Map.", secret: true }),
};

const read = (environment: Record<string, string>) => readInputs({ inputs }, environment);
const mistakesOf = (environment: Record<string, string>) => {
  const reading = read(environment);
  return "mistakes" in reading ? reading.mistakes.map(({ input, message }) => `${input} ${message}`) : [];
};

const URL_GIVEN = { "INPUT_HEALTH-URL": "https://a.example/health" };

describe("readInputs", () => {
  it("gives every declared input its typed value, defaults included", () => {
    const reading = read({
      ...URL_GIVEN,
      "INPUT_DELAY-SECONDS": "1m30s",
      INPUT_TAGS: "a, b\nc",
      INPUT_VARIABLES: "A=1=2\nB=",
    });
    expect(reading).toEqual({
      inputs: {
        "health-url": ["https://a.example/health"],
        "max-attempts": 20,
        "delay-seconds": 90,
        "dry-run": false,
        registry: "both",
        tags: ["a", "b", "c"],
        images: [],
        password: undefined,
        variables: { A: "1=2", B: "" },
      },
    });
  });

  it("takes the default for an input that is there and empty", () => {
    expect(read({ ...URL_GIVEN, "INPUT_MAX-ATTEMPTS": "  " })).toMatchObject({ inputs: { "max-attempts": 20 } });
  });

  it("reports every mistake at once, each with its input and what would be right", () => {
    expect(
      mistakesOf({
        "INPUT_MAX-ATTEMPTS": "12abc",
        "INPUT_DRY-RUN": "yes",
        INPUT_REGISTRY: "ecr",
        "INPUT_MAX-ATEMPTS": "3",
      }),
    ).toEqual([
      "max-atempts does not exist; did you mean `max-attempts`?",
      "health-url is required: URLs",
      "max-attempts must be a whole number from 1 to 100; got `12abc`",
      "dry-run must be true or false; got `yes`",
      "registry must be one of ghcr, acr, both; got `ecr`",
    ]);
  });

  it.each(["0", "101", "1.5", "1e2", "NaN", "0x10", "99999999999999999999"])("refuses %s attempts", (value) => {
    expect(mistakesOf({ ...URL_GIVEN, "INPUT_MAX-ATTEMPTS": value })).toHaveLength(1);
  });

  it.each(["ftp://a.example", "a.example/health", "http://", "https://user name@"])("refuses %s as a URL", (value) => {
    expect(mistakesOf({ "INPUT_HEALTH-URL": value })).toEqual([
      `health-url must be http:// or https:// URLs, one a line; got \`${value}\``,
    ]);
  });

  it("blots a login out of a URL that it refuses", () => {
    expect(mistakesOf({ "INPUT_HEALTH-URL": "ftp://user:hunter2@a.example" }).join()).toContain(
      "`ftp://***@a.example`",
    );
  });

  it("never echoes a secret", () => {
    const mistakes = mistakesOf({ ...URL_GIVEN, INPUT_PASSWORD: "hunter2", INPUT_VARIABLES: "hunter2" });
    expect(mistakes).toHaveLength(2);
    expect(mistakes.join()).not.toContain("hunter2");
  });
});
