import { describe, expect, it } from "vitest";
import { table } from "./table.ts";
import { readReport } from "./trivy-report.ts";

// In the format of Trivy 0.70's pkg/types: one lock file with two packages, one file with a secret.
const SECRET = "line before with password=hunter2";
const report = {
  SchemaVersion: 2,
  Trivy: { Version: "0.70.0" },
  ArtifactName: "/srv/app",
  ArtifactType: "filesystem",
  Results: [
    {
      Target: "package-lock.json",
      Class: "lang-pkgs",
      Type: "npm",
      Vulnerabilities: [
        {
          VulnerabilityID: "CVE-2020-8203",
          PkgName: "lodash",
          InstalledVersion: "4.17.15",
          FixedVersion: "4.17.19",
          Severity: "HIGH",
          Title: "prototype pollution\nin zipObjectDeep",
          PrimaryURL: "https://avd.aquasec.com/nvd/cve-2020-8203",
        },
        { VulnerabilityID: "CVE-2099-1", PkgName: "left", InstalledVersion: "1.0.0" },
      ],
    },
    {
      Target: "config/app.env",
      Class: "secret",
      Secrets: [
        {
          RuleID: "aws-access-key-id",
          Category: "AWS",
          Severity: "CRITICAL",
          Title: "AWS Access Key ID",
          StartLine: 3,
          EndLine: 3,
          Match: "KEY=********************",
          Code: { Lines: [{ Number: 2, Content: SECRET, Highlighted: SECRET }] },
        },
        {
          RuleID: "private-key",
          Category: "AsymmetricPrivateKey",
          Severity: "HIGH",
          Title: "Asymmetric Private Key",
          StartLine: 5,
          EndLine: 9,
          Match: SECRET,
          Code: { Lines: null },
        },
      ],
    },
    { Target: "go.mod", Class: "lang-pkgs", Type: "gomod" },
  ],
};

describe("readReport", () => {
  const { findings, json } = readReport(JSON.stringify(report));

  it("returns findings worst first", () => {
    expect(findings.map(({ severity, id }) => `${severity} ${id}`)).toEqual([
      "CRITICAL aws-access-key-id",
      "HIGH CVE-2020-8203",
      "HIGH private-key",
      "UNKNOWN CVE-2099-1",
    ]);
    expect(findings[0]).toEqual({
      kind: "secret",
      severity: "CRITICAL",
      id: "aws-access-key-id",
      title: "AWS Access Key ID",
      file: "config/app.env",
      lines: { first: 3, last: 3 },
    });
  });

  it("removes the text of secrets and the lines around them", () => {
    expect(JSON.stringify(findings) + json).not.toMatch(/hunter2|\*\*\*|KEY=/);
  });

  it("counts the package lists that Trivy read, with or without findings", () => {
    expect(readReport(JSON.stringify(report)).targets).toBe(2);
  });

  it("removes the metadata of the last commit", () => {
    const Metadata = { CommitMsg: "token ghp_x", Author: "A <a@b.example>", RepoURL: "https://u:p@h.example" };
    const cleaned = readReport(JSON.stringify({ ...report, Metadata })).json;
    expect(cleaned).not.toMatch(/ghp_x|a@b|u:p@/);
  });

  it.each([
    ["critical", { severity: "CRITICAL" }],
    ["SEVERE", { severity: "UNKNOWN", rated: "SEVERE" }],
    ["", { severity: "UNKNOWN", rated: "" }],
  ])("reads the severity %j", (Severity, rating) => {
    const vulnerability = { VulnerabilityID: "CVE-1", PkgName: "p", Severity };
    const Results = [{ Target: "go.mod", Class: "lang-pkgs", Vulnerabilities: [vulnerability] }];
    const [finding] = readReport(JSON.stringify({ SchemaVersion: 2, Results })).findings;
    expect(finding).toMatchObject(rating);
    expect(finding?.rated).toBe("rated" in rating ? rating.rated : undefined);
  });

  it("keeps everything else of Trivy's report", () => {
    const parsed = JSON.parse(json);
    expect(parsed).toMatchObject({ ArtifactName: "/srv/app", Trivy: { Version: "0.70.0" } });
    expect(parsed.Results[0].Vulnerabilities[0]).toEqual(report.Results[0]?.Vulnerabilities?.[0]);
    expect(parsed.Results[1].Secrets[0]).toMatchObject({ RuleID: "aws-access-key-id", StartLine: 3, Category: "AWS" });
  });

  it("treats a report without results as clean", () => {
    expect(readReport(`{"SchemaVersion":2}`).findings).toEqual([]);
    expect(readReport(`{"SchemaVersion":2,"Results":null}`)).toMatchObject({ findings: [], targets: 0 });
  });

  it.each(["", "null", "[]", `{"SchemaVersion":3}`, `{"SchemaVersion":2,"Results":[{}]}`])(
    "does not treat %j as clean",
    (text) => {
      expect(() => readReport(text)).toThrow(expect.objectContaining({ reason: "unexpected-report" }));
    },
  );
});

describe("table", () => {
  it("has one line per finding, whatever its title contains", () => {
    expect(table(readReport(JSON.stringify(report)).findings)).toBe(
      [
        "SEVERITY  ID                 LOCATION            PACKAGE         FIXED IN    TITLE",
        "CRITICAL  aws-access-key-id  config/app.env:3    -               -           AWS Access Key ID",
        "HIGH      CVE-2020-8203      package-lock.json   lodash 4.17.15  4.17.19     prototype pollution in zipObjectDeep",
        "HIGH      private-key        config/app.env:5-9  -               -           Asymmetric Private Key",
        "UNKNOWN   CVE-2099-1         package-lock.json   left 1.0.0      no fix yet",
        "",
      ].join("\n"),
    );
  });

  it("handles more findings than a call can have arguments", () => {
    const finding = readReport(JSON.stringify(report)).findings[0];
    if (finding === undefined) throw new Error("the report above has findings");
    expect(table(Array(200_000).fill(finding)).split("\n")).toHaveLength(200_002);
  });

  it("reports when there are no findings", () => {
    expect(table([])).toBe("No findings.\n");
  });
});
