import { expect, it } from "vitest";
import { checked, checkedWith, FIX, SUPPRESSED } from "../../test/checked.ts";
import { at, check, image, report } from "../../test/made.ts";
import { type Block, summaryOf } from "./summary.ts";

const outline = (blocks: readonly Block[]) =>
  blocks.map((block) => {
    if (block.is === "headline") return `${block.status}: ${block.text}`;
    if (block.is === "heading" || block.is === "paragraph") return block.text;
    if (block.is === "table")
      return block.rows
        .map(([what, where]) => `${what}, ${typeof where === "string" ? where : where?.text}`)
        .join("; ");
    return block.is === "details" ? block.label : block.items.length;
  });

it("goes file by file, with what could not be decided apart", () => {
  expect(outline(summaryOf(checked()))).toEqual([
    "bad: Mutable images are deployed",
    "1 workflow checked: 2 errors, 2 warnings; 0 deployed images immutable, 2 undecided.",
    "`.github/workflows/deploy.yml`",
    "error ITV003, line 12; error ITV004, line 30",
    "Where it comes from (2)",
    "2 deploys with an image known only at run time",
    "warning ITV006, .github/workflows/deploy.yml:14:9; warning ITV006, .github/workflows/deploy.yml:25:9",
    "Notes (2)",
    "What to do next",
    3,
  ]);
});

it("reports success in two lines", () => {
  const immutable = image({ judgement: { verdict: "immutable", why: "by digest", value: { text: "a", trail: [] } } });
  expect(outline(summaryOf(check([report({ deployments: [immutable] })])))).toEqual([
    "good: Immutable deploys",
    "1 workflow checked: 0 errors, 0 warnings; 1 deployed image immutable, 0 undecided.",
  ]);
});

it("shows the reasons of suppressed findings, and offers fixes", () => {
  const blocks = summaryOf(
    checkedWith((one) => (one.rule === "ITV003" ? { ...one, fix: FIX } : { ...one, suppressed: SUPPRESSED })),
  );
  expect(blocks).toContainEqual({
    is: "details",
    label: "Suppressed (5)",
    text: expect.stringContaining(
      `ITV004 .github/workflows/deploy.yml:30:9: ${SUPPRESSED.reason} (.github/workflows/deploy.yml:11:9)`,
    ),
  });
  const [steps] = blocks.filter((block) => block.is === "list");
  expect(steps?.items[0]).toBe("To fix 1 finding automatically, set fix: true or run check --fix.");
});

it("stays readable when there are thousands", () => {
  const deployments = Array.from({ length: 2000 }, (_, line) => image({ place: at(line + 1) }));
  const blocks = summaryOf(check([report({ deployments })]));
  const [table] = blocks.filter((block) => block.is === "table");
  expect(table?.rows).toHaveLength(500);
  expect(blocks.filter((block) => block.is === "list")[0]?.items[0]).toMatch(/^Not listed here: 1500 more findings\./);
});

it("does not report success for deploys that were not checked", () => {
  const [headline] = summaryOf(check([report({})]));
  expect(headline).toEqual({ is: "headline", status: "good", text: "No image deploys found" });
  const unread = { is: "unread", job: "deploy", step: "", place: at(9), sure: true } as const;
  const commands = [{ written: "kamal deploy", place: at(9) }];
  const blocks = summaryOf(check([report({ deployments: [{ ...unread, commands }] })]));
  expect(blocks[0]).toMatchObject({ status: "warning", text: "Some deploys were not understood" });
  const [table] = blocks.filter((block) => block.is === "table");
  expect(table?.rows[0]?.[1]).toEqual({ text: "line 9", path: ".github/workflows/deploy.yml", line: 9 });
  expect(table?.rows[0]?.[2]).toContain("(`kamal deploy`)");
});
