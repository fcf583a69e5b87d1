// Evaluates `${{ }}` as the runner does, with GitHub's own lexer, parser and evaluator (@actions/expressions). Stricter in
// one point: a key that a closed context does not have is an error, where the runner would silently use the empty string.
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

type FunctionDefinition =
  NonNullable<ConstructorParameters<typeof Evaluator>[2]> extends Map<string, infer F> ? F : never;

export type ContextValue = string | number | boolean | null | { readonly [key: string]: ContextValue };

/** What an expression may name. A `closed` context knows all its keys; an open one (`steps`) answers null like the runner. */
export interface Contexts {
  readonly closed: Readonly<Record<string, Readonly<Record<string, ContextValue>>>>;
  readonly open?: Readonly<Record<string, Readonly<Record<string, ContextValue>>>>;
  readonly status?: "success" | "failure" | "cancelled";
}

/** A text in which each `${{ … }}` is replaced by its value. */
export function interpolate(text: string, contexts: Contexts): string {
  // A string literal inside an expression may hold `}}`, so quoted parts are skipped as a unit.
  return text.replaceAll(/\$\{\{((?:'(?:[^']|'')*'|(?!\}\})[^'])*)\}\}/g, (_, expression: string) =>
    evaluate(expression, contexts).coerceString(),
  );
}

/** The value of an `if:`; the braces are optional, and without a status function `success()` is implied. */
export function holds(condition: string, contexts: Contexts): boolean {
  const bare = condition.trim().replace(/^\$\{\{([\s\S]*)\}\}$/, "$1");
  const asksStatus = /\b(?:always|success|failure|cancelled)\s*\(/i.test(bare);
  const full = asksStatus ? bare : `success() && (${bare})`;
  return evaluate(`!!(${full})`, contexts).coerceString() === "true";
}

function evaluate(expression: string, contexts: Contexts): data.ExpressionData {
  const { closed, open = {}, status = "success" } = contexts;
  const functions = statusFunctions(status);
  try {
    const root = new data.Dictionary();
    for (const [name, entries] of Object.entries(closed)) root.add(name, closedDictionary(name, entries));
    for (const [name, entries] of Object.entries(open)) root.add(name, toData(entries));
    const names = [...Object.keys(closed), ...Object.keys(open)];
    const tree = new Parser(new Lexer(expression.trim()).lex().tokens, names, functions).parse();
    return new Evaluator(tree, root, new Map(functions.map((each) => [each.name, each]))).evaluate();
  } catch (error) {
    throw new Error(
      `the harness cannot evaluate \${{ ${expression.trim()} }}: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function statusFunctions(status: NonNullable<Contexts["status"]>): FunctionDefinition[] {
  const answers = {
    always: true,
    success: status === "success",
    failure: status === "failure",
    cancelled: status === "cancelled",
  };
  return Object.entries(answers).map(([name, answer]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(answer),
  }));
}

function closedDictionary(context: string, entries: Readonly<Record<string, ContextValue>>): data.Dictionary {
  const dictionary = new (class extends data.Dictionary {
    override get(key: string): data.ExpressionData | undefined {
      const value = super.get(key);
      if (value === undefined) throw new Error(`\`${context}.${key}\` is not in the harness's \`${context}\` context`);
      return value;
    }
  })();
  for (const [key, value] of Object.entries(entries)) dictionary.add(key, toData(value));
  return dictionary;
}

function toData(value: ContextValue): data.ExpressionData {
  const parsed: data.ExpressionData = JSON.parse(JSON.stringify(value), data.reviver);
  return parsed;
}
