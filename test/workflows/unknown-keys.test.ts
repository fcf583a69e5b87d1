import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { UNKNOWN_KEYS, withoutUnknownKeys } from "./unknown-keys.ts";

const WORKFLOWS = join(import.meta.dirname, "../../.github/workflows");

describe("the copies that act runs", () => {
  it("lack two keys and no others", () => {
    expect(UNKNOWN_KEYS).toEqual(["concurrency.queue", "environment.deployment"]);
  });

  it.each(readdirSync(WORKFLOWS))("%s differs only in complete lines of those keys", (name) => {
    const workflow = readFileSync(join(WORKFLOWS, name), "utf8");
    const copy = withoutUnknownKeys(workflow).split("\n");
    const gone = workflow.split("\n").filter((line) => /^ +(queue: max|deployment: false)$/.test(line));
    const kept = workflow.split("\n").filter((line) => !gone.includes(line));
    expect(copy).toEqual(kept);
  });

  it("keeps the same word under another parent", () => {
    const workflow = "env:\n  queue: max\nconcurrency:\n  group: a\n  queue: max\n";
    expect(parse(withoutUnknownKeys(workflow))).toEqual({ env: { queue: "max" }, concurrency: { group: "a" } });
  });
});
