import { expect, it } from "vitest";
import { jobsIn } from "./jobs.ts";

const jobs = (text: string) => jobsIn("w.yml", `jobs:\n${text}`);

it.each([
  ["nothing", "  a: {}\n", []],
  ["one job", "  a:\n    needs: b\n", ["b"]],
  ["several", "  a:\n    needs: [b, c]\n", ["b", "c"]],
  ["jobs that wait themselves", "  a: { needs: b }\n  b: { needs: [c] }\n  c: { needs: d }\n", ["b", "c", "d"]],
  ["itself in a circle", "  a: { needs: b }\n  b: { needs: a }\n", ["a", "b"]],
  ["something that is not a job", "  a:\n    needs: { b: c }\n", []],
])("knows that a job waits for %s", (_, text, expected) => {
  expect([...jobs(text).before("a")].sort()).toEqual(expected);
});

it("has no jobs where the file is broken", () => {
  expect([...jobsIn("w.yml", "jobs: [").before("a")]).toEqual([]);
});

it("hands on only what a job has as an output, to one that needs it itself", () => {
  const known = jobs(`  build:
    outputs:
      tag: \${{steps.meta.outputs.tag}}
  test: { needs: build }
  deploy: { needs: [build, test] }
  late: { needs: test }
`);
  const asked = "${{ steps.meta.outputs.tag }}";
  expect(known.outputReference("build", "deploy", asked)).toBe("${{ needs.build.outputs.tag }}");
  expect(known.outputReference("build", "late", asked)).toBeUndefined();
  expect(known.outputReference("build", "deploy", "${{ steps.meta.outputs.other }}")).toBeUndefined();
  expect(known.outputReference("test", "deploy", asked)).toBeUndefined();
});
