import { join } from "node:path";
import { commandLine } from "@deploy-actions/target";
import { describe, expect, it } from "vitest";
import { type Scan, scanCommand, versionCommand } from "./trivy-command.ts";

const scan: Scan = {
  trivy: "/opt/trivy",
  version: "0.70.0",
  root: "/srv/app",
  scanners: ["vuln", "secret"],
  severities: ["CRITICAL", "HIGH"],
  skipDirs: [],
  ignoreFile: undefined,
  folder: "/tmp/empty",
  output: "/tmp/empty/report.json",
};

it("is one scan with a JSON report, run outside the checkout", () => {
  const command = scanCommand(scan);
  expect(commandLine(command)).toBe(
    "/opt/trivy filesystem --scanners vuln,secret --severity CRITICAL,HIGH --format json --output /tmp/empty/report.json --no-progress --timeout 60m --disable-telemetry --skip-version-check -- /srv/app",
  );
  expect(command.cwd).toBe("/tmp/empty");
});

it("passes absolute paths to skip, and the ignore file", () => {
  const { argv } = scanCommand({
    ...scan,
    skipDirs: ["node_modules", "**/testdata"],
    ignoreFile: "/srv/app/.trivyignore",
  });
  expect(argv.join(" ")).toContain(
    `--skip-dirs ${join("/srv/app", "node_modules")} --skip-dirs ${join("/srv/app", "**/testdata")} --ignorefile /srv/app/.trivyignore`,
  );
});

it("quotes a comma that is part of the path", () => {
  expect(scanCommand({ ...scan, root: '/a,b"c', skipDirs: ["x"] }).argv).toContain(`"${join('/a,b""c', "x")}"`);
});

it.each([
  ["0.63.0", false],
  ["0.64.0", true],
  ["0.100.1", true],
  ["1.0.0", true],
])("passes the telemetry flags to Trivy %s: %s", (version, supported) => {
  expect(scanCommand({ ...scan, version }).argv.includes("--disable-telemetry")).toBe(supported);
});

describe("the environment that Trivy inherits", () => {
  it.each([scanCommand(scan), versionCommand("/opt/trivy", "/tmp/empty")])(
    "%#: contains nothing that changes the scan",
    ({ inherit, env }) => {
      expect(inherit).toContain("PATH");
      expect([inherit].flat().filter((name) => /TRIVY_(SEVERITY|SKIP_DIRS|IGNORE|CONFIG)/.test(name ?? ""))).toEqual(
        [],
      );
      expect(env).toBeUndefined();
    },
  );
});
