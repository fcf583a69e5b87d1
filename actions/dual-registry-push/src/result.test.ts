import { connect, type PublishResult, RegistryError } from "@deploy-actions/registry";
import { expect, it } from "vitest";
import { deployReferences, movingTags, publishError, references, tableRows } from "./result.ts";

const digest = `sha256:${"ab".repeat(32)}`;
const origin = "a test";
const nothing = { manifests: 0, copied: 0, mounted: 0, present: 0, bytes: 0 };
const at = (host: string, result: Partial<PublishResult>): PublishResult => ({
  repository: { registry: connect({ host, access: "push" }), name: "app" },
  status: "pushed",
  written: [],
  ...result,
});

it("lists a pinned reference and the tags for every registry", () => {
  const results = [at("ghcr.io", { written: ["t"] }), at("acme.azurecr.io", { status: "exists" })];
  expect(references({ digest, results, origin }, ["t", "u"])).toEqual([
    {
      registry: "ghcr.io",
      reference: `ghcr.io/app@${digest}`,
      tags: ["ghcr.io/app:t", "ghcr.io/app:u"],
      status: "pushed",
    },
    {
      registry: "acme.azurecr.io",
      reference: `acme.azurecr.io/app@${digest}`,
      tags: ["acme.azurecr.io/app:t", "acme.azurecr.io/app:u"],
      status: "exists",
    },
  ]);
});

it("shows what was written and uploaded", () => {
  const results = [
    at("ghcr.io", { written: ["t"] }),
    at("acme.azurecr.io", { status: "exists" }),
    at("x.io", { status: "failed" }),
  ];
  const [ghcr, , x] = results.map(({ repository }) => repository);
  const traffic = new Map([
    [ghcr, { bytes: 2_500_000, layers: { copied: 2, mounted: 1, present: 3 }, tookMs: 1530 }],
    [x, { bytes: 900, layers: { copied: 0, mounted: 0, present: 1 }, tookMs: 40 }],
  ]);
  const none = { bytes: 0, layers: { copied: 0, mounted: 0, present: 0 }, tookMs: 0 };
  expect(tableRows({ digest, results, origin }, (repository) => traffic.get(repository) ?? none)).toEqual([
    ["ghcr.io/app", "pushed", "t", "2 sent, 1 mounted, 3 already there", "2.5 MB at 1.6 MB/s", "1.5 s"],
    ["acme.azurecr.io/app", "exists", "none", "all already there", "nothing", ""],
    ["x.io/app", "failed", "none", "1 already there", "0.9 kB", "0.0 s"],
  ]);
});

it("lists the references to deploy", () => {
  const results = [at("ghcr.io", {}), at("acme.azurecr.io", {})];
  expect(deployReferences({ digest, results, origin })).toBe(`ghcr.io/app@${digest}\nacme.azurecr.io/app@${digest}`);
});

it("says in which state a failure leaves the registries", () => {
  const error = new RegistryError({ reason: "denied", message: "no", state: "Nothing was pushed.", next: "Do this." });
  const failed = at("x.io", { status: "failed", error });
  expect(publishError({ digest, results: [at("ghcr.io", {})], origin })).toBeUndefined();
  expect(publishError({ digest, results: [at("ghcr.io", { copy: nothing }), failed], origin })).toMatchObject({
    message: "no",
    state: expect.stringContaining("No tag was changed in any registry"),
    next: "Do this.",
  });
  expect(publishError({ digest, results: [at("ghcr.io", { written: ["t"] }), failed], origin })?.state).toContain(
    "ghcr.io/app:t",
  );
});

it("only warns about moving tags", () => {
  expect(movingTags(["dev-0a1b2c3", "1.2.3", "dev-latest"])).toEqual([
    "The tag dev-latest moves with every build and is only for caches: deploy by the digest instead.",
  ]);
});
