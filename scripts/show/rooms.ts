// Prints the parts of the repository: their lines, the parts that each imports, and every circle between folders or files.
import { between, circlesIn } from "../../test/architecture/circles.ts";
import { read } from "../../test/architecture/files.ts";
import { type Modules, readModules, roomOf } from "../../test/architecture/modules.ts";
import { aligned } from "../bench/figure.ts";

/** True where no files import each other in a circle. */
export function rooms(): boolean {
  const modules = readModules();
  console.log(aligned([["part", "files", "lines", "test lines", "imports"], ...rows(modules)]));
  show("folders of one package that import each other", circlesIn(between(shipped(modules), folderOf)));
  const circles = circlesIn(modules);
  show("files that import each other", circles);
  return circles.length === 0;
}

function rows(modules: Modules): string[][] {
  const arrows = between(shipped(modules), roomOf);
  return [...arrows].map(([room, reached]) => {
    const files = [...modules.keys()].filter((path) => roomOf(path) === room);
    const lines = (wanted: boolean) =>
      files.filter((path) => isTest(path) === wanted).reduce((sum, path) => sum + read(path).split("\n").length - 1, 0);
    const names = reached.map((name) => name.replace("packages/", "")).join(" ");
    return [room, `${files.length}`, `${lines(false)}`, `${lines(true)}`, names];
  });
}

/** The modules without tests, which may import more than the code that they test. */
function shipped(modules: Modules): Modules {
  return new Map([...modules].filter(([path]) => !isTest(path)));
}

function isTest(path: string): boolean {
  return path.endsWith(".test.ts") || /^(?:packages|actions|apps)\/[^/]+\/test\//.test(path);
}

/** `packages/image/src/tag` for a file below it; undefined for files that are not in a folder of a package's source. */
function folderOf(path: string): string | undefined {
  return /^(?:packages|actions|apps)\/[^/]+\/src\/[^/]+(?=\/)/.exec(path)?.[0];
}

function show(what: string, circles: readonly (readonly string[])[]): void {
  console.log(`\n${circles.length} circles of ${what}`);
  for (const circle of circles) console.log(circle.map((path) => `  ${path}`).join("\n"), "\n");
}
