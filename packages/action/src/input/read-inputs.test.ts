import { describe, expect, it } from "vitest";
import { bool, choice, integer, lines, list, map, seconds, text, urls } from "./kinds.ts";
import { readInputs } from "./read-inputs.ts";

const inputs = {
  "health-url": urls({ description: "URLs.", required: true }),
  "max-attempts": integer({ description: "Tries.", default: "20", min: 1, max: 100 }),
  "delay-seconds": seconds({ description: "Pause.", default: "5", min: 0, max: 3600 }),
  "dry-run": bool({ description: "Only say.", default: "false" }),
  registry: choice(["ghcr", "acr", "both"], { description: "Where.", default: "both" }),
  tags: list({ description: "Tags." }),
  kinds: list({ description: "Kinds.", default: "a,b" }),
  files: lines({ description: "Files.", default: "a.txt\nb.txt" }),
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
        kinds: ["a", "b"],
        files: ["a.txt", "b.txt"],
        images: [],
        password: undefined,
        variables: { A: "1=2", B: "" },
      },
    });
  });

  it("keeps entries of a map that are called like a property of every object", () => {
    const reading = read({ ...URL_GIVEN, INPUT_VARIABLES: "__proto__=1\nconstructor=2" });
    const { variables } = "inputs" in reading ? reading.inputs : {};
    expect(Object.entries(variables ?? {})).toEqual([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]);
  });

  it("uses the default for an input that is empty", () => {
    expect(read({ ...URL_GIVEN, "INPUT_MAX-ATTEMPTS": "  " })).toMatchObject({ inputs: { "max-attempts": 20 } });
  });

  // The runner fills in the default of an omitted input, so an empty value was set explicitly.
  it.each(["", "  ", "\n\n", " , ,\n,", "# nothing\n"])("refuses %j for a list that has a default", (given) => {
    expect(mistakesOf({ ...URL_GIVEN, INPUT_KINDS: given })).toEqual([
      "kinds is empty, usually because a variable is not set; set at least one item, or omit the input to use its default (a, b)",
    ]);
  });

  it("refuses an empty list of lines too, and accepts an empty list without a default", () => {
    expect(mistakesOf({ ...URL_GIVEN, INPUT_FILES: "" })).toEqual([expect.stringContaining("files is empty")]);
    expect(mistakesOf({ ...URL_GIVEN, INPUT_FILES: "#" })).toHaveLength(1);
    expect(read({ ...URL_GIVEN, INPUT_TAGS: " , " })).toMatchObject({ inputs: { tags: [] } });
  });

  it("reports all mistakes together, each with its input and what would be valid", () => {
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

  it.each(["ftp://a.example", "a.example/health", "http://", '["https://a.example/"]'])(
    "refuses %s as a URL",
    (value) => {
      expect(mistakesOf({ "INPUT_HEALTH-URL": value })).toEqual([
        expect.stringMatching(/^health-url must be an http:\/\/ or https:\/\/ URL, .*; got `/),
      ]);
    },
  );

  it.each([
    "https://a.example/,https://b.example/",
    "https://a.example/, https://b.example/",
    "https://a.example/ https://b.example/",
    "https://a.example/\thttps://b.example/",
    "https://a.example/|https://b.example/",
    "https://a.example/;https://b.example/",
    "https://a.example/\u00a0https://b.example/",
    "https://a.example/?x=1,HTTPS://b.example/",
    "https://a.example/health,b.example/health",
    "https://a.example/health|10.0.0.2:8080",
    "https://a.example/health;localhost:8080/",
    "- https://a.example/",
    "https://a.example/ # the application",
    "https://a.example/ b.example/",
  ])("refuses the line %j instead of taking it as one URL", (value) => {
    expect(mistakesOf({ "INPUT_HEALTH-URL": value })).toEqual([
      expect.stringMatching(/^health-url must be one URL per line/),
    ]);
  });

  it.each([
    "https://a.example/a,b;c?list=1,2|3",
    "https://a.example/health;v=1.2/x?fields=a.b,c.d/e",
    "https://a.example/go?to=https://b.example/",
    "https://a.example/https://b.example/",
    "https://a.example/#/route",
  ])("accepts %s, which is one URL", (value) => {
    expect(read({ "INPUT_HEALTH-URL": value })).toMatchObject({ inputs: { "health-url": [value] } });
  });

  it.each([
    ["ftp://user:hunter2@a.example", "`ftp://***@a.example`"],
    ["https://user:hun/ter2@a.example/x", "`https://***@a.example/x`"],
    ["https://user:hun@ter2@a.example/x y", "`https://***@a.example/x y`"],
    ["https://user:hun ter2@a.example/x", "`https://***@a.example/x`"],
    ["https://a.example/ https://user:hunter2@b.example/", "`https://***@b.example/`"],
    ["user:hunter2@a.example", "`***@a.example`"],
  ])("redacts the credentials in the error about %s", (value, shown) => {
    const [mistake] = mistakesOf({ "INPUT_HEALTH-URL": value });
    expect(mistake).toContain(shown);
    expect(mistake).not.toMatch(/hun|ter2/);
  });

  it("shows a refused image with its digest", () => {
    expect(mistakesOf({ ...URL_GIVEN, INPUT_REGISTRY: "ghcr.io/a/b@sha256:1" })).toEqual([
      "registry must be one of ghcr, acr, both; got `ghcr.io/a/b@sha256:1`",
    ]);
  });

  it("treats `#` as a comment only when it is alone or followed by a space", () => {
    const given = "#\n# one\n  #\ttwo\n#/commit=a\n#three\nfour # five";
    expect(read({ ...URL_GIVEN, INPUT_IMAGES: given, INPUT_TAGS: given })).toMatchObject({
      inputs: { images: ["#/commit=a", "#three", "four # five"], tags: ["#/commit=a", "#three", "four # five"] },
    });
    expect(read({ ...URL_GIVEN, INPUT_VARIABLES: "# A=1\nB=#2" })).toMatchObject({
      inputs: { variables: { B: "#2" } },
    });
  });

  it("refuses a name that begins with `#`, which may be intended as a comment", () => {
    expect(mistakesOf({ ...URL_GIVEN, INPUT_VARIABLES: "A=1\n#B=hunter2" })).toEqual([
      "variables has a name that begins with `#` (line 2); a comment starts with `#` and a space",
    ]);
  });

  it.each([
    ["30", 30],
    ["1.5", 1.5],
    ["0", 0],
    ["30s", 30],
    ["500ms", 0.5],
    ["2m", 120],
    ["1m30s", 90],
    ["0.5h", 1800],
    ["59m59s999ms", 3599.999],
    ["1h", 3600],
  ])("reads the duration %s as %d seconds", (value, wanted) => {
    expect(read({ ...URL_GIVEN, "INPUT_DELAY-SECONDS": value })).toMatchObject({ inputs: { "delay-seconds": wanted } });
  });

  it.each([
    "-1",
    "-5s",
    "NaN",
    "Infinity",
    "1e3",
    "0x10",
    "1,5",
    "5 m",
    "5M",
    "5min",
    "1d",
    "s",
    "1m30",
    "3601",
    "61m",
  ])("refuses the duration %j", (value) => {
    expect(mistakesOf({ ...URL_GIVEN, "INPUT_DELAY-SECONDS": value })).toEqual([
      `delay-seconds must be a duration from 0 to 1h: a number of seconds (\`90\`), or numbers with units (\`500ms\`, \`90s\`, \`5m\`, \`1h\`, \`1m30s\`); got \`${value}\``,
    ]);
  });

  it.each(["2147484", "597h", "999999999h", "99999999999999999999"])(
    "refuses %s for an input without a limit, because a timer would fire immediately",
    (value) => {
      const unbounded = { inputs: { pause: seconds({ description: "Pause." }) } };
      expect(readInputs(unbounded, { INPUT_PAUSE: value })).toMatchObject({
        mistakes: [{ message: expect.stringContaining("must be a duration from 0 to 2147483s") }],
      });
      expect(readInputs(unbounded, { INPUT_PAUSE: "596h" })).toMatchObject({ inputs: { pause: 596 * 3600 } });
    },
  );

  it("never repeats a secret", () => {
    const mistakes = mistakesOf({ ...URL_GIVEN, INPUT_PASSWORD: "hunter2", INPUT_VARIABLES: "hunter2" });
    expect(mistakes).toHaveLength(2);
    expect(mistakes.join()).not.toContain("hunter2");
  });
});
