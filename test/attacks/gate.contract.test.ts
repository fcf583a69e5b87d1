// The shipped actions and the command line on a clone with the base commit and the commit of a pull request.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { pinnedNode, runAction } from "../harness/index.ts";
import { shippedAction } from "../harness/shipped.ts";
import { deploying, type Files, GateRepository, POLICY, WORKFLOW } from "./gate-repository.ts";

const SHA = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567";
const BAD = deploying("docker run -d ghcr.io/acme/shop:main");
const GOOD = deploying(`docker run -d ghcr.io/acme/shop:sha-${SHA}`);
const IGNORED = deploying("# itv-ignore[ITV001] fine", "docker run -d ghcr.io/acme/shop:main");
const ALLOW_ALL = 'version: 1\nallow-images: [{ image: "**", reason: fine }]\n';

let made: GateRepository | undefined;
afterEach(() => made?.remove());

function pullRequest(before: Files, after: Files): GateRepository {
  made = new GateRepository(before, after);
  return made;
}

/** Runs an action on the checkout, in an event of the repository. */
function run(name: string, { root, event, head }: GateRepository, inputs: Record<string, string>, path?: string) {
  return runAction(name, {
    workspace: root,
    inputs,
    event: JSON.parse(readFileSync(event, "utf8")),
    github: { event_name: "pull_request", sha: head },
    ...(path === undefined ? {} : { env: { PATH: path } }),
  });
}

describe("a pull request", () => {
  it("edits the configuration that allows its image: said, and refused with policy-from: base", async () => {
    const one = pullRequest({ [WORKFLOW]: GOOD, [POLICY]: "version: 1\n" }, { [WORKFLOW]: BAD, [POLICY]: ALLOW_ALL });
    const lenient = await run("immutable-tag-validator", one, {});
    expect(lenient.exitCode).toBe(0);
    expect(lenient.annotations).toMatchObject([
      {
        level: "warning",
        title: "ITV015 changed-policy",
        file: POLICY,
        message: expect.stringContaining("allow-images"),
      },
    ]);
    const result = await run("immutable-tag-validator", one, { "policy-from": "base" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations.map(({ title }) => title)).toEqual(
      expect.arrayContaining(["ITV001 mutable-tag", "ITV015 changed-policy"]),
    );
  });

  it("brings its own exception: said with policy-from: base, and refused with strict", async () => {
    const one = pullRequest({ [WORKFLOW]: GOOD }, { [WORKFLOW]: IGNORED });
    const result = await run("immutable-tag-validator", one, { "policy-from": "base" });
    expect(result.exitCode).toBe(0);
    expect(result.annotations).toMatchObject([{ level: "warning", title: "ITV015 changed-policy", line: 7 }]);
    const strict = await run("immutable-tag-validator", one, { "policy-from": "base", strict: "true" });
    expect(strict.exitCode).toBe(1);
  });

  it("is checked in a clone without the base commit: nothing is checked, and the remedy is named", async () => {
    const one = pullRequest({ [WORKFLOW]: GOOD }, { [WORKFLOW]: BAD, [POLICY]: ALLOW_ALL });
    const clone = join(one.folder, "shallow");
    execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${one.root}`, clone], { stdio: "pipe" });
    one.root = clone;
    const result = await run("immutable-tag-validator", one, { "policy-from": "base" });
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain("is not in this clone");
    expect(result.log).toContain("fetch-depth: 0");
    const lenient = await run("immutable-tag-validator", one, {});
    expect(lenient.annotations).toMatchObject([{ level: "notice", title: "ITV015 changed-policy" }]);
  });

  it("leaves `policy-from` empty or misspelled", async () => {
    const one = pullRequest({ [WORKFLOW]: GOOD }, { [WORKFLOW]: BAD, [POLICY]: ALLOW_ALL });
    for (const value of ["", "Base", "main"]) {
      for (const action of ["immutable-tag-validator", "trivy-fs-scan"]) {
        const result = await run(action, one, { "policy-from": value });
        expect(result.exitCode).toBe(1);
        expect(result.log).toContain("`policy-from`");
      }
    }
  });

  it.each<[string, Files]>([
    ["1.1 MB of comments", { [WORKFLOW]: `# ${"a".repeat(1_100_000)}\n${BAD}` }],
    ["1,000 nested parentheses", { [WORKFLOW]: deploying("(".repeat(1000)) }],
    ["a workflow that is a link out of the checkout", { ".github/workflows/x.yml": { link: "/etc/hostname" } }],
    ["UTF-16", { [WORKFLOW]: Buffer.from(BAD, "utf16le") }],
  ])("brings %s: a warning, counted, and refused with strict", async (_, files) => {
    const one = pullRequest({ [WORKFLOW]: GOOD }, files);
    const lenient = await run("immutable-tag-validator", one, {});
    expect(lenient.exitCode).toBe(0);
    expect(lenient.outputs).toMatchObject({ errors: "0", unreadable: "1" });
    expect(lenient.summary).toContain("1 place not read");
    const strict = await run("immutable-tag-validator", one, { strict: "true" });
    expect(strict.exitCode).toBe(1);
    expect(strict.outputs).toMatchObject({ errors: "1", unreadable: "1" });
  });

  it.each(["deadbee", "facade1", SHA.slice(1), "20240101", "sha-0a1b2c3"])(
    "deploys the tag %s, which only looks like a commit",
    async (tag) => {
      const one = pullRequest({ [WORKFLOW]: GOOD }, { [WORKFLOW]: deploying(`docker run -d acme/shop:${tag}`) });
      expect((await run("immutable-tag-validator", one, {})).exitCode).toBe(1);
      expect((await run("immutable-tag-validator", one, { images: `acme/shop:${tag}` })).exitCode).toBe(1);
      const migrate = await run("migrate", one, {
        image: `acme/shop:${tag}`,
        tool: "alembic",
        "database-url": "x://y",
      });
      expect(migrate.log).toContain("must be immutable");
    },
  );

  it("deploys the first digits of its own commit, of a commit in the clone, and of none", async () => {
    const one = pullRequest({ [WORKFLOW]: GOOD }, {});
    const checked = (digits: string) =>
      run("immutable-tag-validator", one, { images: `acme/shop:sha-${digits}` }).then(({ exitCode }) => exitCode);
    expect(await checked(one.head.slice(0, 7))).toBe(0);
    // Digits without a letter, as one commit in 27 has at its start, are not looked up in the clone.
    expect(await checked(one.baseCommit.slice(0, 39))).toBe(0);
    expect(await checked(`${one.baseCommit.slice(0, 38)}${one.baseCommit[38] === "0" ? "1" : "0"}`)).toBe(1);
  });

  it.each(["sha256:abc", `sha256:${"A".repeat(64)}`, `md5:${"a".repeat(32)}`])(
    "deploys %s, which is not a digest",
    async (digest) => {
      const one = pullRequest({ [WORKFLOW]: GOOD }, { [WORKFLOW]: deploying(`docker run -d redis@${digest}`) });
      const result = await run("immutable-tag-validator", one, {});
      expect(result.exitCode).toBe(1);
      expect(result.annotations).toMatchObject([
        { level: "error", title: "ITV016 malformed-digest" },
        { level: "error" },
      ]);
      expect((await run("immutable-tag-validator", one, { images: `redis@${digest}` })).exitCode).toBe(1);
    },
  );

  it("edits what judges it, on the command line", async () => {
    const one = pullRequest({ [WORKFLOW]: GOOD }, { [WORKFLOW]: BAD, [POLICY]: ALLOW_ALL });
    const cli = join(await shippedAction("immutable-tag-validator"), "cli.js");
    const node = await pinnedNode();
    const check = (...options: string[]) =>
      spawnSync(node, [cli, "check", ...options], {
        cwd: one.root,
        encoding: "utf8",
        env: { PATH: process.env.PATH, ...one.environment() },
      });
    expect(check().stdout).toContain("ITV015 changed-policy");
    expect(check().status).toBe(0);
    for (const from of ["base", "HEAD~1", one.baseCommit]) expect(check("--policy-from", from).status).toBe(1);
    for (const from of ["no-such-branch", "--help", ""]) expect(check(`--policy-from=${from}`).status).toBe(2);
  });

  describe("with findings of Trivy", () => {
    /** Prints the version, writes an empty report, and keeps the ignore file that it was given. */
    const STAND_IN = `#!/bin/sh
if [ "$1" = --version ]; then echo "Version: 0.70.0"; exit; fi
while [ $# -gt 0 ]; do
  case $1 in --ignorefile) cat "$2" > "$(dirname "$0")/given"; basename "$2" > "$(dirname "$0")/name";; --output) out=$2;; esac
  shift
done
echo '{"SchemaVersion": 2, "Results": []}' > "$out"
`;
    const scan = async (one: GateRepository, inputs: Record<string, string>) => {
      const program = join(one.folder, "trivy");
      writeFileSync(program, STAND_IN);
      chmodSync(program, 0o755);
      const result = await run("trivy-fs-scan", one, { scanners: "secret", "trivy-path": program, ...inputs });
      const read = (name: string) => {
        try {
          return readFileSync(join(one.folder, name), "utf8");
        } catch {
          return undefined;
        }
      };
      return { result, given: read("given"), name: read("name") };
    };

    it("adds them to .trivyignore: said, and not in force with policy-from: base", async () => {
      const one = pullRequest({ ".trivyignore": "CVE-1\n" }, { ".trivyignore": "CVE-1\ngithub-pat\n" });
      const head = await scan(one, {});
      expect(head.result.exitCode).toBe(0);
      expect(head.given).toBe("CVE-1\ngithub-pat\n");
      expect(head.result.annotations[0]).toMatchObject({
        level: "warning",
        file: ".trivyignore",
        message: expect.stringContaining("differs from the base branch"),
      });
      const base = await scan(one, { "policy-from": "base" });
      expect(base.given).toBe("CVE-1\n");
      expect(base.result.leftInTemp.filter((path) => path.includes("ignore"))).toEqual([]);
    });
    it("adds a .trivyignore where the base branch has none", async () => {
      const one = pullRequest({}, { ".trivyignore": "github-pat\n" });
      const base = await scan(one, { "policy-from": "base" });
      expect(base.result.exitCode).toBe(0);
      expect(base.given).toBeUndefined();
    });
    it("replaces a .trivyignore.yaml by a link", async () => {
      const one = pullRequest(
        { "ci/.trivyignore.yaml": "vulnerabilities: []\n" },
        { "ci/.trivyignore.yaml": { link: "lax" }, "ci/lax": "secrets: [{ id: github-pat }]\n" },
      );
      const base = await scan(one, { "policy-from": "base", trivyignore: "ci/.trivyignore.yaml" });
      expect(base.given).toBe("vulnerabilities: []\n");
      expect(base.name).toBe(".trivyignore.yaml\n");
    });
    it("is scanned without the base commit, or with an ignore file outside the checkout", async () => {
      const one = pullRequest({}, { ".trivyignore": "github-pat\n" });
      const outside = await scan(one, { "policy-from": "base", trivyignore: "/etc/hostname" });
      expect(outside.result.exitCode).toBe(1);
      one.writeEvent({});
      const without = await scan(one, { "policy-from": "base" });
      expect(without.result.exitCode).toBe(1);
      expect(without.result.log).toContain("names no base commit");
    });
  });
});
