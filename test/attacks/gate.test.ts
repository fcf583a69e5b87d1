// A pull request that tries to pass the check of deployed images by editing what judges it: the policy, the exceptions, the files that are
// read, and the clone that the base branch is read from.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { commitsStartingWith, openBase } from "@deploy-actions/checkout";
import { afterEach, describe, expect, it } from "vitest";
import { rejectedReferences } from "../../actions/immutable-tag-validator/src/references.ts";
import { deploying, type Files, GateFolder, GateRepository, POLICY, said, WORKFLOW } from "./gate-repository.ts";

const SHA = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567";
const DIGEST = `sha256:${"0a1b".repeat(16)}`;
const BAD = deploying("docker run -d ghcr.io/acme/shop:main");
const GOOD = deploying(`docker run -d ghcr.io/acme/shop:sha-${SHA}`);
const ALLOW_ALL = 'version: 1\nallow-images: [{ image: "**", reason: fine }]\n';
const IGNORED = deploying("# itv-ignore[ITV001] the demo follows main", "docker run -d ghcr.io/acme/shop:main");

const folders: GateFolder[] = [];
function repository(before: Files, after: Files): GateRepository {
  const made = new GateRepository(before, after);
  folders.push(made);
  return made;
}
/** Where the base branch does not matter. */
function checkout(files: Files): GateFolder {
  const made = new GateFolder({ [WORKFLOW]: GOOD, ...files });
  folders.push(made);
  return made;
}
function pipeAt(path: string): void {
  execFileSync("sh", ["-c", 'mkfifo "$1"', "sh", path]);
}
afterEach(() => {
  for (const one of folders.splice(0)) one.remove();
});

describe("a pull request", () => {
  const edits: readonly [string, Files, Files][] = [
    ["allows every image", { [POLICY]: "version: 1\n" }, { [POLICY]: ALLOW_ALL }],
    ["adds a configuration that allows every image", {}, { [POLICY]: ALLOW_ALL }],
    [
      "allows its tag by a glob",
      { [POLICY]: "version: 1\n" },
      { [POLICY]: "version: 1\nallow-tags: [{ tag: ma*, reason: x }]\n" },
    ],
    ["turns the rule off", { [POLICY]: "version: 1\n" }, { [POLICY]: "version: 1\nseverities: { ITV001: off }\n" }],
    [
      "lowers the rule to a note",
      { [POLICY]: "version: 1\n" },
      { [POLICY]: "version: 1\nseverities: { mutable-tag: note }\n" },
    ],
    [
      "excludes its workflow",
      { [POLICY]: "version: 1\n" },
      { [POLICY]: `version: 1\npaths: { exclude: [${WORKFLOW}] }\n` },
    ],
    ["says that its job is a build", { [POLICY]: "version: 1\n" }, { [POLICY]: "version: 1\nbuild-jobs: [deploy]\n" }],
    [
      "replaces the configuration by a link to another file",
      { [POLICY]: "version: 1\n" },
      { [POLICY]: { link: "../lax.yml" }, "lax.yml": ALLOW_ALL },
    ],
    [
      "extends an exception that has expired",
      { [POLICY]: 'version: 1\nallow-images: [{ image: "**", reason: x, expires: 2025-01-01 }]\n' },
      { [POLICY]: 'version: 1\nallow-images: [{ image: "**", reason: x, expires: 2099-01-01 }]\n' },
    ],
  ];

  it.each(edits)("%s, and the policy of the base branch is in force", async (_, before, after) => {
    const made = repository({ [WORKFLOW]: GOOD, ...before }, { [WORKFLOW]: BAD, ...after });
    const found = said(await made.check("base"));
    expect(found).toContain("ITV001 error");
    expect(found).toContain("ITV015 note");
  });

  it.each(edits)("%s, and the policy of the checkout is in force", async (_, before, after) => {
    const made = repository({ [WORKFLOW]: GOOD, ...before }, { [WORKFLOW]: BAD, ...after });
    expect(said(await made.check("head"))).toContain("ITV015 warning");
  });

  it("deletes the configuration that says which images are its own", async () => {
    const foreign = deploying("docker run -d bitnami/shop:main");
    const made = repository(
      { [WORKFLOW]: foreign, [POLICY]: "version: 1\nown-owners: [bitnami]\n" },
      { [POLICY]: null },
    );
    expect(said(await made.check("base"))).toEqual(["ITV001 error", "ITV015 note"]);
    expect(said(await made.check("head"))).toEqual(["ITV005 warning", "ITV015 warning"]);
  });

  it.each<[string, Files[string]]>([
    ["text that is not YAML", "a: [\n"],
    ["binary data", new Uint8Array([0, 1, 2])],
    ["more than the limit", `version: 1\n${"# x\n".repeat(400_000)}`],
    ["a link that leads nowhere", { link: "gone.yml" }],
    ["a link out of the checkout", { link: "/etc/hostname" }],
  ])("makes the configuration unreadable: %s", async (_, content) => {
    const made = repository({ [WORKFLOW]: GOOD, [POLICY]: "version: 1\n" }, { [WORKFLOW]: BAD, [POLICY]: content });
    expect(said(await made.check("base"))).toEqual(expect.arrayContaining(["ITV001 error", "ITV015 note"]));
    expect(said(await made.check("head"))[0]).toMatch(/^refused: /);
  });

  it("switches off the rule that reports changes of the policy", async () => {
    const made = repository(
      { [WORKFLOW]: GOOD },
      { [WORKFLOW]: GOOD, [POLICY]: "version: 1\nseverities: { ITV015: off }\n" },
    );
    expect(said(await made.check("head"))).toEqual([expect.stringContaining("severities must not set ITV015")]);
  });

  it("accepts the finding about the policy with a comment in the policy", async () => {
    const made = repository(
      { [WORKFLOW]: GOOD },
      { [WORKFLOW]: BAD, [POLICY]: `# itv-ignore[ITV015] fine\n${ALLOW_ALL}` },
    );
    expect(said(await made.check("head"))).toContain("ITV015 warning");
  });

  it("excludes the finding about the policy by its path", async () => {
    const made = repository({ [WORKFLOW]: GOOD }, { [POLICY]: "version: 1\npaths: { include: [nothing/**] }\n" });
    const found = said(await made.check("head", { strict: true }));
    expect(found).toEqual(["ITV015 warning", "ITV090 error"]);
  });

  it("excludes every workflow, so that nothing is checked", async () => {
    const lax = 'version: 1\npaths: { exclude: ["**"] }\nseverities: { ITV090: off }\n';
    const made = repository({ [WORKFLOW]: BAD, [POLICY]: lax }, {});
    expect(said(await made.check("head"))).toEqual(["ITV090 warning"]);
    expect(said(await made.check("head", { strict: true }))).toEqual(["ITV090 error"]);
  });

  it("moves the named configuration and leaves a lax one in its place", async () => {
    const made = repository(
      { [WORKFLOW]: GOOD, "ci/tags.yml": "version: 1\n" },
      { [WORKFLOW]: BAD, "ci/old.yml": "version: 1\n", "ci/tags.yml": ALLOW_ALL },
    );
    expect(said(await made.check("base", { config: "ci/tags.yml" }))).toContain("ITV001 error");
  });

  it("moves the named configuration away, so that the name leads nowhere", async () => {
    const made = repository({ [WORKFLOW]: BAD, "ci/tags.yml": ALLOW_ALL }, { "ci/tags.yml": null });
    expect(said(await made.check("head", { config: "ci/tags.yml" })).join()).toMatch(/^refused: .*does not exist/);
    expect(said(await made.check("base", { config: "ci/tags.yaml" })).join()).toMatch(/^refused: .*exists neither/);
  });

  it("edits only comments and layout of the configuration, which is not a change", async () => {
    const made = repository(
      { [WORKFLOW]: GOOD, [POLICY]: "version: 1\nown-owners: [a, b]\n" },
      { [POLICY]: "# ours\nversion: 1\nown-owners:\n  - a\n  - b\n" },
    );
    expect(said(await made.check("head"))).toEqual([]);
    expect(said(await made.check("base"))).toEqual([]);
  });

  it.each<[string, Files, Files]>([
    ["brings its own exception", { [WORKFLOW]: GOOD }, { [WORKFLOW]: IGNORED }],
    ["puts an exception on a command that the base branch has", { [WORKFLOW]: BAD }, { [WORKFLOW]: IGNORED }],
    [
      "moves an accepted exception to another image",
      { [WORKFLOW]: IGNORED },
      {
        [WORKFLOW]: deploying("# itv-ignore[ITV001] the demo follows main", "docker run -d ghcr.io/acme/bank:main"),
      },
    ],
    [
      "copies an accepted exception and its command",
      { [WORKFLOW]: IGNORED },
      { [WORKFLOW]: `${IGNORED}          # itv-ignore[ITV001] x\n          docker run -d ghcr.io/acme/shop:main\n` },
    ],
    [
      "copies an accepted exception into another workflow",
      { ".github/workflows/demo.yml": IGNORED },
      { [WORKFLOW]: IGNORED },
    ],
    [
      "adds a rule to an accepted exception",
      { [WORKFLOW]: deploying("# itv-ignore[ITV002] x", "docker run -d ghcr.io/acme/shop:main") },
      { [WORKFLOW]: deploying("# itv-ignore[ITV002, ITV001] x", "docker run -d ghcr.io/acme/shop:main") },
    ],
    [
      "changes a line that an accepted exception covers",
      { [WORKFLOW]: deploying("docker run -d ghcr.io/acme/shop:main # itv-ignore[ITV001] x") },
      { [WORKFLOW]: deploying("docker run -d ghcr.io/acme/shop:dev # itv-ignore[ITV001] x") },
    ],
    [
      "accepts a finding in a deployed file",
      {
        [WORKFLOW]: deploying("docker compose up -d"),
        "compose.yml": "services:\n  web:\n    image: acme/shop:main\n",
      },
      { "compose.yml": "services:\n  web:\n    image: acme/shop:main # itv-ignore[ITV004] x\n" },
    ],
  ])("%s", async (_, before, after) => {
    const made = repository(before, after);
    expect(said(await made.check("base")).filter((one) => one.startsWith("ITV015"))).toEqual(["ITV015 warning"]);
    expect(said(await made.check("base", { strict: true }))).toContain("ITV015 error");
  });

  it("leaves an accepted exception where it is, or moves it with its command, which is not reported", async () => {
    const moved = deploying("echo", "echo", "# itv-ignore[ITV001] other words", "docker run -d ghcr.io/acme/shop:main");
    for (const after of [IGNORED, moved]) {
      const made = repository({ [WORKFLOW]: IGNORED }, { [WORKFLOW]: after });
      expect(said(await made.check("base", { strict: true }))).toEqual([]);
    }
  });

  describe("whose base branch cannot be read", () => {
    const shallow = (before: Files, after: Files): GateRepository => {
      const made = repository(before, after);
      const clone = join(made.folder, "shallow");
      execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${made.root}`, clone], { stdio: "pipe" });
      made.root = clone;
      return made;
    };

    it("is checked in a clone without the base commit", async () => {
      const made = shallow({ [WORKFLOW]: GOOD }, { [WORKFLOW]: BAD, [POLICY]: ALLOW_ALL });
      const [refusal] = said(await made.check("base"));
      expect(refusal).toMatch(/^refused: The base commit [0-9a-f]{40} is not in this clone\..*fetch-depth: 0/);
      expect(said(await made.check("head"))).toEqual(["ITV015 note"]);
      expect(said(await made.check("head", { strict: true }))).toEqual(["ITV015 warning"]);
    });
    it("has no configuration in such a clone, which is not worth a finding", async () => {
      const made = shallow({ [WORKFLOW]: GOOD }, {});
      expect(said(await made.check("head", { strict: true }))).toEqual([]);
    });
    it.each<[string, Files[string], RegExp]>([
      ["a link", { link: "../lax.yml" }, /symbolic link/],
      ["not YAML", "a: [\n", /In the base commit: This is not valid YAML/],
      ["wrong", "version: 1\nallow: all\n", /In the base commit: .*unknown key/],
      ["binary data", new Uint8Array([0, 1]), /not UTF-8/],
      ["not UTF-8", new Uint8Array([0x23, 0xff, 0x0a]), /not UTF-8/],
      ["too large", `version: 1\n${"# x\n".repeat(400_000)}`, /files larger than/],
    ])("has a configuration in the base commit that is %s", async (_, content, why) => {
      const made = repository({ [WORKFLOW]: BAD, [POLICY]: content, "lax.yml": ALLOW_ALL }, { [POLICY]: ALLOW_ALL });
      const found = said(await made.check("base"));
      expect(found[0]).toMatch(/^refused: /);
      expect(found.join()).toMatch(why);
    });
    it("has a folder in the base commit in the place of the configuration", async () => {
      const made = repository({ [WORKFLOW]: BAD, [`${POLICY}/x`]: "" }, { [POLICY]: ALLOW_ALL });
      expect(said(await made.check("base")).join()).toContain("is a folder");
    });
    it.each<[string, string, unknown]>([
      ["an event without a base", "workflow_dispatch", {}],
      ["a push that creates a branch", "push", { before: "0".repeat(40) }],
      ["a base that is the name of a branch", "pull_request", { pull_request: { base: { sha: "main" } } }],
      ["a base that is an option", "pull_request", { pull_request: { base: { sha: "--help" } } }],
      ["a short base", "pull_request", { pull_request: { base: { sha: "deadbee" } } }],
    ])("runs for %s", async (_, event, payload) => {
      const made = repository({ [WORKFLOW]: GOOD }, { [WORKFLOW]: BAD, [POLICY]: ALLOW_ALL });
      made.writeEvent(payload);
      expect(said(await made.check("base", { event })).join()).toMatch(/^refused: .*names no base commit/);
    });
    it("runs without an event file", async () => {
      const made = repository({ [WORKFLOW]: GOOD }, { [WORKFLOW]: BAD, [POLICY]: ALLOW_ALL });
      writeFileSync(made.event, "{");
      expect(said(await made.check("base")).join()).toMatch(/^refused: /);
    });
    it("is judged in a folder that is not a clone", async () => {
      const made = repository({ [WORKFLOW]: GOOD }, { [WORKFLOW]: BAD, [POLICY]: ALLOW_ALL });
      execFileSync("rm", ["-rf", join(made.root, ".git")]);
      expect(said(await made.check("base")).join()).toMatch(/^refused: .*git/);
    });
    it("is judged by the base of a merge queue and of a push", async () => {
      const made = repository({ [WORKFLOW]: GOOD }, { [WORKFLOW]: BAD, [POLICY]: ALLOW_ALL });
      made.writeEvent({ merge_group: { base_sha: made.baseCommit } });
      expect(said(await made.check("base", { event: "merge_group" }))).toContain("ITV001 error");
      made.writeEvent({ before: made.baseCommit });
      expect(said(await made.check("base", { event: "push" }))).toContain("ITV001 error");
      expect(said(await made.check("head", { event: "push" }))).toEqual([]);
    });
  });

  describe("with a clone that was tampered with", () => {
    const lax = () =>
      repository({ [WORKFLOW]: GOOD, [POLICY]: "version: 1\n" }, { [WORKFLOW]: BAD, [POLICY]: ALLOW_ALL });

    it("replaces the base commit (git replace)", async () => {
      const made = lax();
      made.git("replace", made.baseCommit, made.head);
      expect(said(await made.check("base"))).toContain("ITV001 error");
    });
    it("has a branch and a tag with the name of the base commit", async () => {
      const made = lax();
      made.git("update-ref", `refs/heads/${made.baseCommit}`, made.head);
      made.git("update-ref", `refs/tags/${made.baseCommit}`, made.head);
      expect(said(await made.check("base"))).toContain("ITV001 error");
    });
    it.each([
      ["core.fsmonitor", "touch ran #"],
      ["core.pager", "touch ran #"],
      ["pager.ls-tree", "touch ran #"],
      ["core.sshCommand", "touch ran #"],
      ["core.gitProxy", "touch ran #"],
      ["filter.x.smudge", "touch ran"],
      ["diff.x.textconv", "touch ran #"],
      ["alias.ls-tree", "!touch ran"],
      ["alias.cat-file", "!touch ran"],
    ])("names a program in the clone's configuration (%s)", async (key, program) => {
      const made = lax();
      made.write({ ".gitattributes": "* filter=x diff=x\n" });
      made.git("config", key, program);
      expect(said(await made.check("base"))).toContain("ITV001 error");
      expect(existsSync(join(made.root, "ran"))).toBe(false);
    });
    it("is a partial clone whose missing objects come from a program", async () => {
      const made = lax();
      const blob = made.git("rev-parse", `${made.baseCommit}:${POLICY}`);
      execFileSync("rm", ["-f", join(made.root, ".git", "objects", blob.slice(0, 2), blob.slice(2))]);
      made.git("config", "remote.origin.url", `ext::sh -c "touch% ${join(made.root, "ran")}"`);
      made.git("config", "remote.origin.promisor", "true");
      made.git("config", "extensions.partialClone", "origin");
      made.git("config", "protocol.ext.allow", "always");
      expect(said(await made.check("base")).join()).toMatch(/^refused: /);
      expect(existsSync(join(made.root, "ran"))).toBe(false);
    });
    it("comes after a step that points git elsewhere by its environment", async () => {
      const made = lax();
      const other = repository({ [POLICY]: ALLOW_ALL }, {});
      const before = { ...process.env };
      Object.assign(process.env, { GIT_DIR: join(other.root, ".git"), GIT_EXTERNAL_DIFF: "touch ran", GIT_TRACE: "1" });
      try {
        expect(said(await made.check("base"))).toContain("ITV001 error");
      } finally {
        for (const name of ["GIT_DIR", "GIT_EXTERNAL_DIFF", "GIT_TRACE"]) {
          if (before[name] === undefined) delete process.env[name];
          else process.env[name] = before[name];
        }
      }
    });
    it.each([
      "../checkout/.github/immutable-tags.yml",
      "/etc/passwd",
      ":(top).github/immutable-tags.yml",
      ".github/*.yml",
    ])("asks the base commit for %s", async (path) => {
      const made = lax();
      const opened = await openBase(made.root, made.baseCommit);
      const file = opened.ok ? await opened.read(path) : undefined;
      expect(file?.is).not.toBe("file");
    });
    it("puts the checkout below another repository", async () => {
      const made = lax();
      const inner = join(made.root, "service");
      mkdirSync(join(inner, ".github"), { recursive: true });
      writeFileSync(join(inner, POLICY), ALLOW_ALL);
      const opened = await openBase(inner, made.baseCommit);
      expect(opened.ok ? await opened.read(POLICY) : opened).toEqual({ is: "none" });
    });
  });

  const large = "a".repeat(1_100_000);
  const steps = (run: string) => `on: push\njobs:\n  deploy:\n    runs-on: x\n    steps:\n      - run: |\n${run}`;
  describe("brings something that cannot be read", () => {
    it.each<[string, Files]>([
      ["a workflow with 1.1 MB of comments", { [WORKFLOW]: `# ${large}\n${GOOD}` }],
      ["a script with 1,000 nested parentheses", { [WORKFLOW]: steps(`          ${"(".repeat(1000)}\n`) }],
      ["a script of more than 400,000 characters", { [WORKFLOW]: steps(`          : ${"a".repeat(400_001)}\n`) }],
      ["a script that ends inside quotes", { [WORKFLOW]: steps('          docker run "x\n') }],
      ["a workflow nested 500 levels deep", { [WORKFLOW]: `${GOOD}x: ${"[".repeat(500)}${"]".repeat(500)}\n` }],
      ["a workflow of 160,000 tokens", { [WORKFLOW]: `${GOOD}x: [${"a,".repeat(160_000)}]\n` }],
      ["a workflow of 1,100 documents", { [WORKFLOW]: `${GOOD}${"---\na\n".repeat(1100)}` }],
      ["a workflow with a second document", { [WORKFLOW]: `on: push\njobs: {}\n---\n${BAD}` }],
      [
        "a workflow of 1,100 jobs",
        {
          [WORKFLOW]: `on: push\njobs:\n${Array.from({ length: 1100 }, (_, n) => `  j${n}: { steps: [] }\n`).join("")}`,
        },
      ],
      [
        "a workflow of 11,000 steps by aliases",
        {
          [WORKFLOW]: `on: push\nx: &s [${"{run: a},".repeat(100)}]\njobs:\n${Array.from({ length: 110 }, (_, n) => `  j${n}: { steps: *s }\n`).join("")}`,
        },
      ],
      [
        "a workflow that takes too much work",
        { [WORKFLOW]: steps("          f() { f; f; f; }; for a in 1 2 3 4 5 6 7 8; do f; done; f\n".repeat(3000)) },
      ],
      ["a workflow indented with tabs", { [WORKFLOW]: GOOD.replaceAll("  ", "\t") }],
      ["a workflow with an alias to nothing", { [WORKFLOW]: `${GOOD}x: *gone\n` }],
      ["a workflow with an open quote", { [WORKFLOW]: `${GOOD}x: "\n` }],
      ["a workflow with a NUL byte", { [WORKFLOW]: `${GOOD}# \0\n` }],
      ["a workflow in UTF-16 with a byte order mark", { [WORKFLOW]: Buffer.from(`\ufeff${BAD}`, "utf16le") }],
      ["a workflow in Latin-1", { [WORKFLOW]: Buffer.concat([Buffer.from(BAD), Buffer.from([0x23, 0xe9, 0x0a])]) }],
      ["a workflow that is a link out of the checkout", { ".github/workflows/x.yml": { link: "/etc/hostname" } }],
      ["a workflow that is a link to nothing", { ".github/workflows/x.yml": { link: "gone.yml" } }],
      ["a workflow whose name ends in .YML", { ".github/workflows/x.YML": BAD }],
      ["a folder of workflows that is a link to nothing", { ".gitea/workflows": { link: "../gone" } }],
      ["a folder of workflows that is a link out of the checkout", { ".forgejo/workflows": { link: "/etc" } }],
      [
        "a compose file that is not YAML",
        { [WORKFLOW]: deploying("docker compose up -d"), "compose.yml": "services: [\n" },
      ],
      [
        "a compose file in UTF-16",
        { [WORKFLOW]: deploying("docker compose up -d"), "compose.yml": Buffer.from("services: {}\n", "utf16le") },
      ],
      ["a compose file of 1.1 MB", { [WORKFLOW]: deploying("docker compose up -d"), "compose.yml": `# ${large}\n` }],
      [
        "a compose file that is a link out of the checkout",
        { [WORKFLOW]: deploying("docker compose up -d"), "compose.yml": { link: "/etc/hostname" } },
      ],
      [
        "a manifest of 1.1 MB",
        { [WORKFLOW]: deploying("kubectl apply -f k8s.yaml"), "k8s.yaml": `# ${large}\nkind: Pod\n` },
      ],
      [
        "values of a chart with a NUL byte",
        {
          [WORKFLOW]: deploying("helm upgrade --install shop ./chart"),
          "chart/Chart.yaml": "name: shop\nversion: 1.0.0\napiVersion: v2\n",
          "chart/values.yaml": "image:\n  tag: \0main\n",
          "chart/templates/a.yaml": "spec:\n  containers:\n    - image: acme/shop:{{ .Values.image.tag }}\n",
        },
      ],
      [
        "a script of 1.1 MB without an ending",
        { [WORKFLOW]: deploying("./run"), run: `#!/bin/sh\n# ${large}\ndocker run -d acme/shop:main\n` },
      ],
      [
        "a manifest behind 50,000 other values",
        {
          [WORKFLOW]: deploying("kubectl apply -f k8s.yaml"),
          "k8s.yaml": `kind: Thing\nspec: &a [${"[],".repeat(1000)}]\nx: [${"*a,".repeat(60)}]\n---\nkind: Pod\nspec: { containers: [{ image: acme/shop:main }] }\n`,
        },
      ],
      [
        "a manifest nested 100 levels deep",
        {
          [WORKFLOW]: deploying("kubectl apply -f k8s.yaml"),
          "k8s.yaml": `kind: Thing\nspec: ${"{ a: ".repeat(100)}{ containers: [{ image: acme/shop:main }] }${" }".repeat(100)}\n`,
        },
      ],
      [
        "an image behind a bomb of merge keys",
        {
          [WORKFLOW]: deploying("kubectl apply -f k8s.yaml"),
          "k8s.yaml": `kind: Thing\na0: &a0 { containers: [{ image: acme/shop:main }] }\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} { <<: [*a${n}, *a${n}] }\n`).join("")}spec: { <<: *a30 }\n`,
        },
      ],
      [
        "compose services that extend each other 20 times",
        {
          [WORKFLOW]: deploying("docker compose up -d s20"),
          "compose.yml": `services:\n  s0: { image: "acme/shop:main" }\n${Array.from({ length: 20 }, (_, n) => `  s${n + 1}: { extends: { service: s${n} } }\n`).join("")}`,
        },
      ],
      [
        "a compose project of 120 files",
        {
          [WORKFLOW]: deploying("docker compose up -d"),
          "compose.yml": "include: [c0.yml]\n",
          ...Object.fromEntries(
            Array.from({ length: 120 }, (_, n) => [`c${n}.yml`, `include: [c${n + 1}.yml]\nservices: {}\n`]),
          ),
          "c120.yml": 'services: { web: { image: "acme/shop:main" } }\n',
        },
      ],
      [
        "a chart whose image line ends in a comment of 3,000 characters",
        {
          [WORKFLOW]: deploying("helm upgrade --install shop ./chart"),
          "chart/Chart.yaml": "name: shop\nversion: 1.0.0\napiVersion: v2\n",
          "chart/templates/a.yaml": `spec:\n  containers:\n    - image: acme/shop:main # ${"a".repeat(3000)}\n`,
        },
      ],
      [
        "a chart whose blocks are nested 50 levels deep",
        {
          [WORKFLOW]: deploying("helm upgrade --install shop ./chart"),
          "chart/Chart.yaml": "name: shop\nversion: 1.0.0\napiVersion: v2\n",
          "chart/templates/a.yaml": `${"{{ if true }}\n".repeat(50)}image: acme/shop:main\n${"{{ end }}\n".repeat(50)}`,
        },
      ],
      [
        "a chart with 11,000 actions before its image",
        {
          [WORKFLOW]: deploying("helm upgrade --install shop ./chart"),
          "chart/Chart.yaml": "name: shop\nversion: 1.0.0\napiVersion: v2\n",
          "chart/templates/a.yaml": `${"{{ 1 }}\n".repeat(11_000)}image: acme/shop:main\n`,
        },
      ],
      [
        "values of a chart behind 50,000 others",
        {
          [WORKFLOW]: deploying("helm upgrade --install shop ./chart"),
          "chart/Chart.yaml": "name: shop\nversion: 1.0.0\napiVersion: v2\n",
          "chart/values.yaml": `x: &x [${"a,".repeat(1000)}]\ny: [${"*x,".repeat(60)}]\nimage: acme/shop:main\n`,
          "chart/templates/a.yaml": 'image: {{ .Values.image | default "" }}\n',
        },
      ],
      [
        "a task definition behind 20,000 other values",
        {
          [WORKFLOW]: deploying("aws ecs register-task-definition --cli-input-json file://task.json"),
          "task.json": JSON.stringify({
            x: Array(21_000).fill([]),
            containerDefinitions: [{ name: "a", image: "acme/shop:main" }],
          }),
        },
      ],
      [
        "a kustomization of 2,100 entries",
        {
          [WORKFLOW]: deploying("kubectl apply -k k8s"),
          "k8s/kustomization.yaml": `resources: [${"a.yaml,".repeat(2100)}b.yaml]\n`,
          "k8s/a.yaml": "kind: Service\n",
          "k8s/b.yaml": "kind: Pod\nspec: { containers: [{ image: acme/shop:main }] }\n",
        },
      ],
      [
        "a script of 1.1 MB that the workflow runs",
        { [WORKFLOW]: deploying("./deploy.sh"), "deploy.sh": `# ${large}\ndocker run -d acme/shop:main\n` },
      ],
    ])("%s", async (_, files) => {
      const made = checkout(files);
      const lenient = await made.check("head");
      expect(said(lenient)).toContain("ITV090 warning");
      expect(lenient.ok && lenient.result.tally.unreadable).toBeGreaterThan(0);
      expect(said(await made.check("head", { strict: true }))).toContain("ITV090 error");
    });

    it("a pipe in the place of a workflow, which would never end", async () => {
      const made = checkout({});
      pipeAt(join(made.root, ".github/workflows/x.yml"));
      expect(said(await made.check("head", { strict: true }))).toEqual(["ITV090 error"]);
    });
    it("a pipe in the place of a compose file", async () => {
      const made = checkout({ [WORKFLOW]: deploying("docker compose up -d") });
      pipeAt(join(made.root, "compose.yml"));
      expect(said(await made.check("head", { strict: true }))).toContain("ITV090 error");
    });
    // Root may read everything.
    it("files and folders without permission to read them", async () => {
      const made = checkout({ ".gitea/workflows/a.yml": BAD });
      // Loads what the check needs, while this process may still read it.
      await made.check("head", { strict: true });
      chmodSync(join(made.root, WORKFLOW), 0);
      chmodSync(join(made.root, ".gitea/workflows"), 0);
      const found = said(await withoutRoot(dirname(made.root), () => made.check("head", { strict: true })));
      chmodSync(join(made.root, ".gitea/workflows"), 0o700);
      expect(found).toEqual(["ITV090 error", "ITV090 error"]);
    });
    it("workflows in a submodule, which this check does not reach and GitHub does not run", async () => {
      const made = repository({ [WORKFLOW]: GOOD }, {});
      made.git("update-index", "--add", "--cacheinfo", `160000,${made.baseCommit},vendor`);
      expect(said(await made.check("head", { strict: true }))).toEqual([]);
    });
  });

  describe("writes YAML that another reader would read differently", () => {
    it.each<[string, string]>([
      ["a %YAML 1.1 directive", `%YAML 1.1\n---\n${BAD}`],
      ["a byte order mark", `\ufeff${BAD}`],
      ["carriage returns", BAD.replaceAll("\n", "\r\n")],
      ["JSON", JSON.stringify({ on: "push", jobs: { deploy: { steps: [{ run: "docker run -d acme/shop:main" }] } } })],
      ["an alias", `x: &a docker run -d ghcr.io/acme/shop:main\n${GOOD.replace(/\|\n.*\n/, "*a\n")}`],
      ["a quoted key", GOOD.replace("- run: |", '- "run": |').replace(/shop:.*$/m, "shop:main")],
      ["an escaped text", GOOD.replace(/run: \|\n.*\n/, 'run: "docker run -d acme/shop\\x3amain"\n')],
      ["a tag on the text", GOOD.replace("run: |", "run: !!str |").replace(/shop:.*$/m, "shop:main")],
      ["the ending .yaml", BAD],
    ])("%s", async (title, text) => {
      const path = title === "the ending .yaml" ? ".github/workflows/x.yaml" : WORKFLOW;
      const made = checkout({ [path]: text });
      expect(said(await made.check("head"))).toContain("ITV001 error");
    });
    it("an empty workflow beside a folder and a file of other kinds", async () => {
      const made = checkout({ ".github/workflows/e.yml": "", ".github/workflows/d.yml/x": "" });
      expect(said(await made.check("head", { strict: true }))).toEqual([]);
    });
    it("a local action twice, and deploys in the one that is not used", async () => {
      const action = (tag: string) =>
        `runs:\n  using: composite\n  steps:\n    - { shell: bash, run: docker run -d ghcr.io/acme/shop:${tag} }\n`;
      const made = checkout({
        [WORKFLOW]: GOOD.replace(/run: \|\n.*\n/, "uses: ./act\n"),
        "act/action.yml": action("main"),
        "act/action.yaml": action(`sha-${SHA}`),
      });
      expect(said(await made.check("head"))).toContain("ITV001 error");
    });
  });

  describe("deploys a tag that only looks like a commit", () => {
    const tags: readonly string[] = [
      ...["deadbee", "facade1", "decade0", "cafebabe", "0ddba11", "effaced", "defaced", "c0ffee1"],
      ...["20240101", "1234567", "123456789012", "0000000", "0".repeat(40), "0".repeat(64)],
      ...["sha-deadbee", "sha-0a1b2c3", "dev-facade1", "v1.2.3-deadbee", "prod.defaced", "main_c0ffee1"],
      ...[
        SHA.slice(1),
        `${SHA}0`,
        `sha-${SHA.slice(0, 12)}`,
        SHA.toUpperCase(),
        `x${SHA}`,
        `${SHA}${SHA.slice(0, 20)}`,
      ],
    ];
    it.each(tags)("%s, in a step, a deployed file and the run-time check", async (tag) => {
      const made = checkout({
        [WORKFLOW]: deploying(`docker run -d acme/shop:${tag}`, "docker compose up -d"),
        "compose.yml": `services:\n  web:\n    image: acme/shop:${tag}\n`,
      });
      expect(said(await made.check("head"))).toEqual(["ITV001 error", "ITV004 error"]);
      expect(rejectedReferences([`acme/shop:${tag}`])).toHaveLength(1);
    });
    it.each([SHA, `sha-${SHA}`, `dev-${SHA}-amd64`, "0a".repeat(32), "1".repeat(40)])("not: %s", async (tag) => {
      const made = checkout({ [WORKFLOW]: deploying(`docker run -d acme/shop:${tag}`) });
      expect(said(await made.check("head", { strict: true }))).toEqual([]);
      expect(rejectedReferences([`acme/shop:${tag}`])).toEqual([]);
    });
    it.each([
      "sha-${GITHUB_SHA::7}",
      "${GITHUB_SHA:0:12}",
      "${{ github.sha }}",
      "sha-$(git rev-parse --short HEAD)",
      "dev-$(git rev-parse --short=8 HEAD)",
      "$(echo $GITHUB_SHA | cut -c1-7)",
    ])("not, if the workflow takes it from the commit: %s", async (tag) => {
      const made = checkout({ [WORKFLOW]: deploying(`docker run -d "acme/shop:${tag}"`) });
      expect(said(await made.check("head", { strict: true }))).toEqual([]);
    });
    it("a pattern in a script that lets words pass", async () => {
      const guarded = (pattern: string) =>
        `on: { workflow_dispatch: { inputs: { tag: { required: true } } } }\n${deploying(
          `[[ "$TAG" =~ ${pattern} ]] || exit 1`,
          'docker run -d "acme/shop:$TAG"',
        ).replace("on: push\n", "env: { TAG: '${{ inputs.tag }}' }\n")}`;
      const made = checkout({ [WORKFLOW]: guarded("^[0-9a-f]{7,40}$") });
      expect(said(await made.check("head", { strict: true }))).toEqual(["ITV006 error"]);
      made.write({ [WORKFLOW]: guarded("^[0-9a-f]{40}$") });
      expect(said(await made.check("head", { strict: true }))).toEqual([]);
    });
    it("a branch and a tree with the name of a short commit in the clone", async () => {
      const made = repository({ [WORKFLOW]: GOOD }, {});
      made.git("branch", "deadbee");
      const tree = made.git("rev-parse", "HEAD^{tree}");
      expect(await commitsStartingWith(made.root, "deadbee")).toEqual([]);
      expect(await commitsStartingWith(made.root, tree.slice(0, 12))).toEqual([]);
      expect(await commitsStartingWith(made.root, made.baseCommit.slice(0, 12))).toEqual([made.baseCommit]);
    });
  });

  describe("deploys something after the @ that is not a digest", () => {
    const hex = DIGEST.slice("sha256:".length);
    it.each([
      ["a digit too few", DIGEST.slice(0, -1)],
      ["a digit too many", `${DIGEST}0`],
      ["upper case", `sha256:${hex.toUpperCase()}`],
      ["a letter that is not hex", `sha256:g${hex.slice(1)}`],
      ["an upper-case algorithm", `SHA256:${hex}`],
      ["an unknown algorithm", `md5:${hex.slice(0, 32)}`],
      ["sha512 with the digits of sha256", `sha512:${hex}`],
      ["sha256 with the digits of sha512", `sha256:${hex}${hex}`],
      ["no algorithm", hex],
      ["no digits", "sha256:"],
      ["two digests", `${DIGEST}@${DIGEST}`],
      ["a tag", "latest"],
      ["a commit", SHA],
      ["a name of the prototype", `constructor:${hex}`],
      ["a tag behind the digest", `${DIGEST}:latest`],
    ])("%s", async (_, digest) => {
      const made = checkout({
        [WORKFLOW]: deploying(`docker run -d acme/shop@${digest}`, "docker compose up -d"),
        "compose.yml": `services:\n  web:\n    image: "postgres:16@${digest}"\n`,
        [POLICY]: ALLOW_ALL,
      });
      const found = said(await made.check("head"));
      expect(found.filter((one) => one === "ITV016 error")).toHaveLength(2);
      expect(rejectedReferences([`acme/shop@${digest}`])).toHaveLength(1);
    });
    it.each([DIGEST, `sha512:${hex}${hex}`])("not: %s", async (digest) => {
      const made = checkout({ [WORKFLOW]: deploying(`docker run -d acme/shop@${digest}`) });
      expect(said(await made.check("head", { strict: true }))).toEqual([]);
    });
    it("a malformed digest in a chart's values", async () => {
      const made = checkout({
        [WORKFLOW]: deploying("helm upgrade --install shop ./chart"),
        "chart/Chart.yaml": "name: shop\nversion: 1.0.0\napiVersion: v2\n",
        "chart/values.yaml": "image: acme/shop@sha256:abc\n",
        "chart/templates/a.yaml": "spec:\n  containers:\n    - image: {{ .Values.image }}\n",
      });
      expect(said(await made.check("head"))).toContain("ITV016 error");
    });
  });

  it("is cancelled while it is read", async () => {
    const made = repository({ [WORKFLOW]: GOOD }, {});
    await expect(openBase(made.root, made.baseCommit, AbortSignal.abort())).rejects.toMatchObject({
      reason: "aborted",
    });
  });
});

const NOBODY = 65_534;

/** Root may read everything, so it becomes another user, who owns the folder, for as long as this takes. */
async function withoutRoot<T>(folder: string, act: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return act();
  execFileSync("chown", ["-R", String(NOBODY), folder]);
  process.seteuid?.(NOBODY);
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
  }
}
