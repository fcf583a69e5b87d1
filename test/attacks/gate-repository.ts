// What a pull request brings, as the runner checks it out: files only, or a git repository with the base commit and the proposed one.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Base, baseFor, type CheckOutcome, check } from "@deploy-actions/check";
import { matchingFiles } from "@deploy-actions/check/matching-files";
import { project } from "../../scripts/actions.ts";

/** Contents by path; null removes the file, and `link` makes a symbolic link. */
export type Files = Readonly<Record<string, string | Uint8Array | null | { readonly link: string }>>;

export const POLICY = ".github/immutable-tags.yml";
export const WORKFLOW = ".github/workflows/deploy.yml";

/** A workflow whose only job runs these commands. */
export function deploying(...commands: readonly string[]): string {
  const steps = commands.map((command) => `          ${command}\n`).join("");
  return `on: push\njobs:\n  deploy:\n    runs-on: [self-hosted, production]\n    steps:\n      - run: |\n${steps}`;
}

/** Files below a folder of their own, without a repository. */
export class GateFolder {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "gate-")));
  root = join(this.folder, "checkout");

  constructor(files: Files) {
    mkdirSync(this.root);
    this.write(files);
  }

  write(files: Files): void {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.root, name);
      rmSync(path, { recursive: true, force: true });
      if (content === null) continue;
      mkdirSync(dirname(path), { recursive: true });
      if (typeof content === "object" && "link" in content) symlinkSync(content.link, path);
      else writeFileSync(path, content);
    }
  }

  /** Checks the files as the action does. */
  async check(
    from: "head" | "base",
    { strict = false, config, event }: { strict?: boolean; config?: string; event?: string } = {},
  ): Promise<CheckOutcome> {
    const base = await this.base(from, event);
    return check({
      root: this.root,
      workflows: matchingFiles(this.root, [".github/workflows/*.yml", ".github/workflows/*.yaml"]),
      settings: {
        strict,
        actions: "off",
        ownOwners: ["acme"],
        deployJobs: [],
        buildJobs: [],
        ...(config === undefined ? {} : { config }),
      },
      today: "2026-01-31",
      publishedAs: project().repository,
      ...(base === undefined ? {} : { base }),
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  protected base(_from: "head" | "base", _event: string | undefined): Promise<Base | undefined> {
    return Promise.resolve(undefined);
  }
}

/** A clone with a base commit and the commit of a pull request, which is checked out. */
export class GateRepository extends GateFolder {
  readonly event = join(this.folder, "event.json");
  readonly baseCommit: string;
  readonly head: string;

  constructor(before: Files, after: Files) {
    super({});
    this.git("init", "--quiet", "--initial-branch=main");
    this.baseCommit = this.commit(before);
    this.head = this.commit(after);
    this.writeEvent({ pull_request: { base: { sha: this.baseCommit }, head: { sha: this.head } } });
  }

  git(...args: readonly string[]): string {
    const names = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    return execFileSync("git", [...names, ...args], { cwd: this.root, encoding: "utf8", stdio: "pipe" }).trim();
  }

  commit(files: Files): string {
    this.write(files);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", "x");
    return this.git("rev-parse", "HEAD");
  }

  writeEvent(payload: unknown): void {
    writeFileSync(this.event, JSON.stringify(payload));
  }

  environment(event = "pull_request"): Record<string, string> {
    return { GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: this.event, GITHUB_SHA: this.head };
  }

  protected override base(from: "head" | "base", event: string | undefined): Promise<Base | undefined> {
    return baseFor(this.root, from, this.environment(event));
  }
}

/** `ITV001 error` for each finding that is not suppressed, sorted; for a check that was refused, its messages. */
export function said(outcome: CheckOutcome): readonly string[] {
  if (!outcome.ok) return outcome.problems.map(({ message }) => `refused: ${message}`);
  return outcome.result.findings
    .filter(({ suppressed }) => suppressed === undefined)
    .map(({ rule, severity }) => `${rule} ${severity}`)
    .toSorted();
}
