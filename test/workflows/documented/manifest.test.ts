// Every documented workflow is in the manifest, and the manifest has no other entries.
import { describe, expect, it } from "vitest";
import { read } from "../../architecture/files.ts";
import { documentedWorkflows } from "./documents.ts";
import { documentedBy, manifest, means, nameOf } from "./manifest.ts";
import { filled, replaced } from "./replace.ts";

const documented = documentedWorkflows();

describe("the manifest of documented workflows", () => {
  it.each(documented.map((each) => ({ name: `${each.page}:${each.line}`, each })))("knows $name", ({ each }) => {
    const run = manifest.run.filter((entry) => means(entry, each));
    const notRun = manifest.notRun.filter((entry) => means(entry, each));
    expect([run.length > 0, notRun.length]).toEqual(run.length > 0 ? [true, 0] : [false, 1]);
  });

  it("has no entry without a documented workflow", () => {
    const entries = [...manifest.run, ...manifest.notRun];
    expect(entries.filter((entry) => !documented.some((each) => means(entry, each))).map(nameOf)).toEqual([]);
  });

  it("replaces only words that the documents contain", () => {
    const texts = manifest.run.map((entry) => documentedBy(entry).text);
    expect(Object.keys(manifest.replace).filter((word) => !texts.some((text) => text.includes(word)))).toEqual([]);
    for (const entry of manifest.run) {
      const { text } = documentedBy(entry);
      expect(
        Object.keys(entry.replace).filter((word) => !text.includes(word)),
        nameOf(entry),
      ).toEqual([]);
    }
  });

  it("expects a result of every job", () => {
    for (const entry of manifest.run) {
      const { text } = documentedBy(entry);
      const called = calledBy(text);
      const jobs = called.length > 0 ? called.flatMap((path) => jobsIn(read(path))) : jobsIn(text);
      expect(jobs, nameOf(entry)).toEqual(expect.arrayContaining(Object.keys(entry.jobs)));
    }
  });
});

/** Paths of our workflows that a caller calls: its result is that of their jobs. */
const calledBy = (text: string) =>
  [...text.matchAll(/^ {4}uses: \S+?\/(\.github\/workflows\/[\w-]+\.yml)@/gm)].map(([, path = ""]) => path);
const jobsIn = (text: string) => [...text.matchAll(/^ {2}([\w-]+):$/gm)].map(([, id]) => id);

describe("replacing", () => {
  it("inserts facts, the longer word first", () => {
    const table = { "a.b": "x", "a.b/c": "${fact}/c" };
    expect(replaced("a.b a.b/c ab", table, { fact: "$&" })).toBe("x $&/c ab");
  });
  it("knows every fact", () => expect(() => filled("${nothing}", {})).toThrow("there is no fact nothing"));
});
