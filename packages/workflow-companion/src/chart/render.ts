// Renders a chart's template and returns the image of every printed line `image: …`. If a condition is unknown, both branches are rendered.
// Follows Go's text/template; all other output is discarded.
import { limitReached, type SourcePlace, type Template, valuesIn } from "@deploy-actions/workflow-source";
import { concat, type Values } from "@deploy-actions/workflow-source/value";
import { type Datum, eitherDatum, NIL, OPEN, textDatum, truthOf } from "./datum.ts";
import { evaluate, type Scope } from "./evaluate.ts";
import { printed } from "./functions.ts";
import { eitherLine, imageOfLine, keyLength, PIECE_LIMIT, type Piece } from "./image-line.ts";
import { type Block, type Node, parseTemplate, type TemplateFile } from "./syntax.ts";
import { containersIn } from "./values-images.ts";

/** A template file of a chart. */
export type Source = { readonly template: Template; readonly file: TemplateFile };

/** The named templates of a chart and its subcharts: a `define` in any file applies to all. */
export type Named = ReadonlyMap<string, { readonly source: Source; readonly nodes: readonly Node[] }>;

/** `place` is the image's place in the template. */
export type PrintedImage = { readonly values: Values; readonly place: SourcePlace };

const parsed = new WeakMap<Template, TemplateFile>();

export function sourceOf(template: Template): Source {
  const file = parsed.get(template) ?? parseTemplate(template.text);
  parsed.set(template, file);
  return { template, file };
}

/** `root` is the initial `.`: Values, Chart, Release. */
export function renderImages(source: Source, root: Datum, named: Named): readonly PrintedImage[] {
  const run: Run = { named, images: [], left: STEP_LIMIT };
  print(source, source.file.nodes, root, run, 0);
  return run.images;
}

/** The value of the pipeline in a template that consists of one action. */
export function pipelineValue(template: Template, root: Datum, named: Named): Datum {
  const source = sourceOf(template);
  const [node] = source.file.nodes;
  if (node?.is !== "output") return OPEN;
  const run: Run = { named, images: [], left: STEP_LIMIT };
  const frame: Frame = { run, source, root, dot: root, depth: 0, variables: new Map(), line: [] };
  return evaluate(node.value, scopeOf(frame, node));
}

/** Limits for the number of nodes rendered per file, and for the call depth of named templates. */
const STEP_LIMIT = 10_000;
const DEPTH_LIMIT = 20;

type Run = { readonly named: Named; readonly images: PrintedImage[]; left: number };

type Frame = {
  readonly run: Run;
  readonly source: Source;
  readonly root: Datum;
  readonly dot: Datum;
  readonly depth: number;
  variables: Map<string, Datum>;
  line: Piece[];
};

/** Renders nodes separately and returns the last line that they print, which is how `include` is used in an image. */
function print(source: Source, nodes: readonly Node[], argument: Datum, run: Run, depth: number): Datum {
  const frame: Frame = { run, source, root: argument, dot: argument, depth, variables: new Map(), line: [] };
  renderNodes(nodes, frame);
  const values = concat(...frame.line.slice(0, PIECE_LIMIT).map((piece) => piece.values));
  endLine(frame);
  return { is: "text", values, kind: "string" };
}

function renderNodes(nodes: readonly Node[], frame: Frame): void {
  for (const node of nodes) {
    if (frame.run.left-- <= 0) {
      limitReached(`a template of a chart takes more than ${STEP_LIMIT} steps`);
      return;
    }
    switch (node.is) {
      case "text":
        printText(node.from, node.to, frame);
        break;
      case "output":
        printDatum(given(node, frame), node.from, frame);
        break;
      case "assign":
        frame.variables.set(node.name, given(node, frame));
        break;
      default:
        renderBlock(node, frame);
    }
  }
}

/** Long texts with many alternatives cost proportionally more steps. */
function given(node: Node & { readonly is: "output" | "assign" }, frame: Frame): Datum {
  const value = evaluate(node.value, scopeOf(frame, node));
  frame.run.left -= printed(value).reduce((sum, { text }) => sum + text.length, 0) / 500;
  return value;
}

function scopeOf(frame: Frame, action: { readonly from: number; readonly to: number }): Scope {
  const { run, source, root, dot, depth, variables } = frame;
  const place = (): SourcePlace => source.template.place(action.from, action.to);
  return {
    root,
    dot,
    variables,
    place,
    include(name, argument) {
      const found = depth < DEPTH_LIMIT ? run.named.get(name) : undefined;
      return found === undefined ? undefined : print(found.source, found.nodes, argument, run, depth + 1);
    },
    fill({ text, trail }, argument) {
      run.left -= text.length / 100;
      if (depth >= DEPTH_LIMIT || run.left <= 0) return printed(OPEN);
      const inner = sourceOf({ text, holes: [], written: [], place });
      const values = printed(print(inner, inner.file.nodes, argument, run, depth + 1));
      return values.map((value) => ({ ...value, trail: [...value.trail, ...trail] }));
    },
  };
}

function printText(from: number, to: number, frame: Frame): void {
  const { text, holes } = frame.source.template;
  let start = from;
  for (let end = text.indexOf("\n", start); end !== -1 && end < to; end = text.indexOf("\n", start)) {
    if (end > start) frame.line.push({ values: valuesIn(text.slice(start, end), holes), at: start });
    endLine(frame);
    start = end + 1;
  }
  if (to > start) frame.line.push({ values: valuesIn(text.slice(start, to), holes), at: start });
}

function printDatum(datum: Datum, at: number, frame: Frame): void {
  if (datum.is === "text") frame.line.push({ values: datum.values, at: undefined });
  else {
    const place = frame.source.template.place(at, at);
    frame.run.images.push(...containersIn(datum, frame.run).map((values) => ({ values, place })));
  }
}

function endLine(frame: Frame): void {
  const values = imageOfLine(frame.line);
  const start = frame.line[0]?.at;
  frame.line = [];
  if (values === undefined || start === undefined) return;
  const { template } = frame.source;
  const newline = template.text.indexOf("\n", start);
  const line = template.text.slice(start, newline === -1 ? template.text.length : newline);
  const place = template.place(start + keyLength(line), start + line.trimEnd().length);
  frame.run.images.push({ values, place });
}

function renderBlock(block: Block, frame: Frame): void {
  const over = evaluate(block.over, scopeOf(frame, block));
  const items = block.is === "range" ? itemsOf(over) : [];
  if (items.length > 0) {
    renderEach(block, items, frame);
    return;
  }
  const known = truthOf(over);
  // The list is unknown: a single unknown item stands for all of its items.
  const dot = block.is === "if" ? frame.dot : block.is === "range" ? OPEN : over;
  for (const name of block.names) frame.variables.set(name, block.is === "range" ? OPEN : over);
  if (known === true) renderWithDot(block.body, dot, frame);
  else if (known === false) renderNodes(block.otherwise, frame);
  else renderEither(block, dot, frame);
}

function renderEither(block: Block, dot: Datum, frame: Frame): void {
  const { line, variables } = frame;
  frame.line = [...line];
  frame.variables = new Map(variables);
  renderWithDot(block.body, dot, frame);
  const first = { line: frame.line, variables: frame.variables };
  frame.line = [...line];
  frame.variables = new Map(variables);
  renderNodes(block.otherwise, frame);
  frame.line = eitherLine(line, first.line, frame.line);
  const names = new Set([...first.variables.keys(), ...frame.variables.keys()]);
  const both = (name: string): Datum => eitherDatum(first.variables.get(name) ?? NIL, frame.variables.get(name) ?? NIL);
  frame.variables = new Map([...names].map((name) => [name, both(name)]));
}

type Item = readonly [key: string, value: Datum];

function itemsOf(over: Datum): readonly Item[] {
  if (over.is === "map") return [...over.entries];
  return over.is === "list" ? over.items.map((item, index) => [String(index), item]) : [];
}

function renderEach(block: Block, items: readonly Item[], frame: Frame): void {
  for (const [key, item] of items) {
    const [first, second] = block.names;
    if (first !== undefined) frame.variables.set(first, second === undefined ? item : textDatum(key));
    if (second !== undefined) frame.variables.set(second, item);
    renderWithDot(block.body, item, frame);
  }
}

/** Renders nodes with another `.`; their output and assignments are kept. */
function renderWithDot(nodes: readonly Node[], dot: Datum, frame: Frame): void {
  const inner: Frame = { ...frame, dot };
  renderNodes(nodes, inner);
  frame.line = inner.line;
  frame.variables = inner.variables;
}
