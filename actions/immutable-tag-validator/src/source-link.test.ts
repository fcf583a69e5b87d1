// Where the lines of a summary lead, on each server.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sourceLink } from "./source-link.ts";

const SHA = "1".repeat(40);
const HEAD = "2".repeat(40);
const RUN = { GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "acme/shop", GITHUB_SHA: SHA };

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "itv-"));
  const pull = { pull_request: { head: { sha: HEAD } } };
  await writeFile(join(folder, "pull.json"), JSON.stringify(pull));
  await writeFile(join(folder, "push.json"), JSON.stringify({ ref: "refs/heads/main" }));
  await writeFile(join(folder, "broken.json"), "{");
});
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ["the commit of a push", {}, "push.json", `https://github.com/acme/shop/blob/${SHA}/a%20b/c.yml#L12`],
  ["the head of a pull request", {}, "pull.json", `https://github.com/acme/shop/blob/${HEAD}/a%20b/c.yml#L12`],
  [
    "the commit where the event cannot be read",
    {},
    "broken.json",
    `https://github.com/acme/shop/blob/${SHA}/a%20b/c.yml#L12`,
  ],
  [
    "Gitea's own path",
    { GITEA_ACTIONS: "true" },
    "push.json",
    `https://github.com/acme/shop/src/commit/${SHA}/a%20b/c.yml#L12`,
  ],
  [
    "Forgejo's own path",
    { FORGEJO_ACTIONS: "true" },
    "gone.json",
    `https://github.com/acme/shop/src/commit/${SHA}/a%20b/c.yml#L12`,
  ],
  ["nowhere without a commit", { GITHUB_SHA: "" }, "push.json", undefined],
])("leads to %s", (_, more, file, expected) => {
  expect(sourceLink({ ...RUN, ...more, GITHUB_EVENT_PATH: join(folder, file) })("a b/c.yml", 12)).toBe(expected);
});
