// The arrows of the architecture: actions use packages, packages use packages further down, and nothing imports upwards.
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Import, importsOf, leaves, packageOf } from "./arrows.ts";
import { filesBelow, foldersIn, read } from "./files.ts";
import { CONTRACT, MAY_USE } from "./may-use.ts";

const manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });
const source = (folder: string) => filesBelow(`${folder}/src`, /\.ts$/);
const imports = (folder: string): Import[] => source(folder).flatMap(importsOf);
const listed = (found: readonly Import[]) => found.map(({ path, to }) => `${path} imports ${to}`);
const packages = foldersIn("packages");
const actions = foldersIn("actions");
const apps = foldersIn("apps");

describe.each(packages)("packages/%s", (name) => {
  const found = imports(`packages/${name}`);
  it("imports only the packages that its arrows lead to", () => {
    const allowed = MAY_USE[name];
    expect(allowed, `packages/${name} has no line in MAY_USE`).toBeDefined();
    const wrong = found.filter((one) => {
      const used = packageOf(one);
      return used !== undefined && used !== name && used !== CONTRACT && !allowed?.includes(used);
    });
    expect(listed(wrong)).toEqual([]);
  });
  it("imports no files of other folders", () => {
    expect(listed(found.filter((one) => leaves(one, `packages/${name}`)))).toEqual([]);
  });
  it("declares what it uses", () => expect(undeclared(`packages/${name}`, found)).toEqual([]));
});

describe.each(actions)("actions/%s", (name) => {
  const found = imports(`actions/${name}`);
  it("imports no other action", () => {
    const wrong = found.filter((one) => packageOf(one)?.startsWith("action-") || leaves(one, `actions/${name}`));
    expect(listed(wrong)).toEqual([]);
  });
  it("declares what it uses", () => expect(undeclared(`actions/${name}`, found)).toEqual([]));
});

describe.each(apps)("apps/%s", (name) => {
  const found = imports(`apps/${name}`);
  it("imports packages only: no action and no other app", () => {
    const wrong = found.filter((one) => {
      const used = packageOf(one);
      return leaves(one, `apps/${name}`) || (used !== undefined && !packages.includes(used));
    });
    expect(listed(wrong)).toEqual([]);
  });
  it("declares what it uses", () => expect(undeclared(`apps/${name}`, found)).toEqual([]));
});

describe("packages/contract", () => {
  it("imports nothing but its own files", () => {
    const shipped = imports("packages/contract").filter(({ path }) => !path.endsWith(".test.ts"));
    expect(shipped.length).toBeGreaterThan(0);
    expect(listed(shipped.filter(({ to }) => !to.startsWith("./")))).toEqual([]);
  });
});

describe("packages/action", () => {
  // GitHub's own terms (`deployments: write`, "container's log" in a comment) are not domain words.
  const DOMAIN =
    /\b(?:docker|compose|rollback|rollout|migrat(?:e|ion|or)|ledger|lease|probe|snapshot|registr(?:y|ies)|imageReference|deploy)\b/i;
  it("uses no domain words", () => {
    const files = source("packages/action").filter((path) => !path.endsWith(".test.ts"));
    const wrong = files.flatMap((path) =>
      withoutComments(read(path))
        .split("\n")
        .flatMap((line) => (DOMAIN.test(line.replaceAll("@deploy-actions/", "")) ? [`${path}: ${line.trim()}`] : [])),
    );
    expect(wrong).toEqual([]);
  });
});

it("no folder is called utils, helpers or common", () => {
  const everywhere = [
    ...filesBelow("packages", /./),
    ...filesBelow("actions", /./),
    ...filesBelow("apps", /./),
    ...filesBelow("test", /./),
  ];
  expect(everywhere.filter((path) => /(?:^|\/)(?:utils?|helpers?|common|misc)(?:\/|\.[a-z]+$)/.test(path))).toEqual([]);
});

describe("the reading of imports", () => {
  it("finds every form", () => {
    const found = importsOf("test/architecture/arrows.test.ts").map(({ to }) => to);
    expect(found).toEqual(["vitest", "zod", "./arrows.ts", "./files.ts", "./may-use.ts"]);
  });
  it("recognises what leaves a folder", () => {
    expect(leaves({ path: "packages/a/src/x/y.ts", to: "../z.ts" }, "packages/a")).toBe(false);
    expect(leaves({ path: "packages/a/src/y.ts", to: "../../ab/src/z.ts" }, "packages/a")).toBe(true);
    expect(leaves({ path: "packages/a/src/y.ts", to: "zod" }, "packages/a")).toBe(false);
  });
});

/** Our packages that a folder's shipped source imports and its package.json does not list. */
function undeclared(folder: string, found: readonly Import[]): string[] {
  const { dependencies } = manifest.parse(JSON.parse(read(`${folder}/package.json`)));
  const own = found.filter(({ path }) => !path.endsWith(".test.ts")).flatMap((one) => packageOf(one) ?? []);
  return [...new Set(own)].filter((name) => !(`@deploy-actions/${name}` in dependencies));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}
