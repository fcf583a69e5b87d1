import { describe, expect, it } from "vitest";
import { RegistryError } from "../http/error.ts";
import { explainRestriction, runRestriction } from "./run-restrictions.ts";

const pull = (head: string | null, base = "acme/shop") => ({
  pull_request: { head: { repo: head === null ? null : { full_name: head } }, base: { repo: { full_name: base } } },
});

describe("what GitHub withholds from a run", () => {
  it.each([
    ["pull_request", "me", pull("me/shop"), "fork"],
    ["pull_request", "me", pull(null), "fork"],
    ["pull_request_review", "me", pull("me/shop"), "fork"],
    ["pull_request", "me", pull("acme/shop"), undefined],
    ["pull_request_target", "me", pull("me/shop"), undefined],
    ["push", "me", {}, undefined],
    ["push", "dependabot[bot]", {}, "dependabot"],
    ["pull_request", "dependabot[bot]", pull("acme/shop"), "dependabot"],
    [undefined, undefined, undefined, undefined],
    ["pull_request", "me", { pull_request: "broken" }, undefined],
  ])("%s by %s", (event, actor, payload, limits) => {
    expect(runRestriction({ event, actor, payload })).toBe(limits);
  });
});

describe("an error in such a run", () => {
  const error = (reason: "denied" | "rejected") =>
    new RegistryError({ reason, message: "m", state: "s", next: "n", status: 403 });

  it("says that the run is the reason if access is missing", () => {
    expect(explainRestriction(error("denied"), "fork")).toMatchObject({
      ...{ reason: "denied", message: "m", state: "s", status: 403 },
      next: expect.stringContaining("pull request from a fork"),
    });
    expect(explainRestriction(error("denied"), "dependabot")).toMatchObject({
      next: expect.stringContaining("Dependabot"),
    });
  });

  it("is unchanged otherwise", () => {
    const denied = error("denied");
    expect(explainRestriction(denied, undefined)).toBe(denied);
    const rejected = error("rejected");
    expect(explainRestriction(rejected, "fork")).toBe(rejected);
    expect(explainRestriction("text", "fork")).toBe("text");
  });
});
