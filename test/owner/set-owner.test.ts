// The command that gives a copy of this repository its own name: the old name is gone, all generated files are up to date, and
// changing it back gives the same bytes.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { project } from "../../scripts/actions.ts";
import { mentions, renamed } from "../../scripts/owner/rename.ts";
import { isReservedOnGitea, repositoryName } from "../../scripts/owner/repository-name.ts";
import { asRepository, workingCopy } from "../release/working-copy.ts";

const { repository } = project();
/** Not written in one piece, so that the repository does not contain it before. */
const OTHER = ["Some-Owner", "some.name_2"].join("/");

describe("npm run set-owner", { timeout: 300_000 }, () => {
  let folder = "";
  let copy = "";
  const run = (program: string, ...args: readonly string[]) =>
    new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) =>
      execFile(program, args, { cwd: copy, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
      ),
    );
  const setOwner = (...args: readonly string[]) => run("npm", "run", "--silent", "set-owner", "--", ...args);
  /** Of files that are not built. */
  const naming = async (name: string) =>
    (await run("git", "grep", "-I", "-i", "-F", "--name-only", name, "--", ".", ":!dist")).stdout.trim().split("\n");

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "set-owner-"));
    copy = join(folder, "copy");
    await workingCopy(copy);
    await asRepository(copy);
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("changes every place, and generated files are up to date and consistent", async () => {
    const before = await naming(repository);
    expect(before).toEqual(expect.arrayContaining(["package.json", "README.md", ".github/workflows/deploy.yml"]));
    const { code, stdout, stderr } = await setOwner(OTHER);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`${repository} is ${OTHER} now`);
    expect(stdout).toContain("npm run build");
    expect(await naming(repository)).toEqual([""]);
    expect(await naming(OTHER)).toEqual(before);
    expect(await readFile(join(copy, ".github/CODEOWNERS"), "utf8")).toContain("@Some-Owner/");
    const generated = await run("npm", "run", "--silent", "generate", "--", "--check");
    expect(generated.code, generated.stdout).toBe(0);
    const formatted = await run(join(copy, "node_modules/.bin/biome"), "check", "--error-on-warnings", ".");
    expect(formatted.code, formatted.stderr).toBe(0);
    const architecture = ["workflows", "pins", "own-policy", "policy-pages"].map(
      (name) => `test/architecture/${name}.test.ts`,
    );
    const rules = await run(join(copy, "node_modules/.bin/vitest"), "run", "--project", "unit", ...architecture);
    expect(rules.code, rules.stdout + rules.stderr).toBe(0);

    expect(await setOwner(OTHER)).toMatchObject({ code: 0, stdout: expect.stringContaining("already") });
    expect((await setOwner(repository)).code).toBe(0);
    expect(await run("git", "status", "--porcelain")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("refuses an invalid repository name and a name that an example uses, and changes nothing", async () => {
    for (const args of [[], ["acme"], ["acme/shop"], [`https://github.com/${OTHER}.git`]]) {
      const { code, stderr } = await setOwner(...args);
      expect(code, String(args)).toBe(1);
      expect(stderr).toContain("Nothing was changed.");
    }
    expect((await setOwner("acme/shop")).stderr).toContain("README.md:");
    expect((await setOwner(`https://github.com/${OTHER}.git`)).stderr).toContain(`Write ${OTHER}.`);
    expect((await run("git", "status", "--porcelain")).stdout).toBe("");
  });

  it("reports an owner that Gitea and Forgejo reserve", async () => {
    const reserved = ["user", "some-repository"].join("/");
    expect((await setOwner(reserved)).stdout).toContain("Gitea and Forgejo reserve the name user");
    await promisify(execFile)("git", ["checkout", "--quiet", "."], { cwd: copy });
  });

  it("changes files that are not committed yet, too", async () => {
    await writeFile(join(copy, "new.md"), `See ${repository}.\n`);
    await setOwner(OTHER);
    expect(await readFile(join(copy, "new.md"), "utf8")).toBe(`See ${OTHER}.\n`);
  });
});

describe("a repository's name", () => {
  it.each(["acme/lib", "A-1/x", "a/.github", "jo_acme/a_b.c-d", `${"a".repeat(39)}/${"b".repeat(100)}`])(
    "%s",
    (text) => {
      expect(repositoryName(text)).toEqual({ owner: text.split("/")[0], name: text.split("/")[1] });
    },
  );
  it.each(["", "/", "a/", "/a", "a/b/c", "-a/b", "a-/b", "a--b/c", "a b/c", "ä/b", `${"a".repeat(40)}/b`])(
    "not %s",
    (text) => {
      expect(repositoryName(text)).toEqual(expect.stringMatching(/^`.*is not/));
    },
  );
  it.each(["a/..", "a/.", "a/b c", "a/b.git", "a/b.wiki", `a/${"b".repeat(101)}`, "a/$&"])("not %s", (text) => {
    expect(repositoryName(text)).toEqual(expect.stringMatching(/is not the name of a repository/));
  });
  it("that Gitea reserves", () => {
    expect(
      ["org/a", "Org/a", "acme/org"]
        .map((text) => repositoryName(text))
        .map((one) => typeof one !== "string" && isReservedOnGitea(one)),
    ).toEqual([true, true, false]);
  });
});

describe("a text", () => {
  const from = { owner: "one", name: "lib" };
  const to = { owner: "$&", name: "new.name" };
  it.each([
    "uses: OLD/deploy@v1",
    "https://github.com/OLD.git",
    "github:OLD#v1",
    "See OLD.",
    "(OLD)",
    '"OLD"',
    "OLD/.github/workflows/x.yml@v1",
  ])("names it: %s", (text) => {
    const before = text.replace("OLD", "one/lib");
    expect(renamed("x.md", before, from, to)).toBe(text.replace("OLD", () => "$&/new.name"));
    expect(mentions(`\n${before}`, from)).toEqual([2]);
  });
  it.each(["one/library", "one/lib-x", "one/lib.js", "every-one/lib", "one.lib", "@one/team"])(
    "names another: %s",
    (text) => {
      expect(renamed("x.md", text, from, to)).toBe(text);
      expect(mentions(text, from)).toEqual([]);
    },
  );
  it("gives the teams of CODEOWNERS their owner", () => {
    expect(renamed(".github/CODEOWNERS", "* @one/a @one/b @other/c one@x.y\n", from, to)).toBe(
      "* @$&/a @$&/b @other/c one@x.y\n",
    );
  });
});
