// A Stryker plugin that does not mutate sentences, since rewording a message need not fail a test. Literals without a space (a verdict,
// a reason code, a separator) affect decisions and are mutated.
import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** The part of a Babel path that is used here. */
type Path = {
  readonly node: {
    readonly type: string;
    readonly value?: unknown;
    readonly quasis?: readonly { readonly value: { readonly raw: string } }[];
    readonly expressions?: readonly { readonly type: string }[];
  };
};

/** Why a node is not mutated, or undefined. A template whose expressions do more than name a value is mutated. */
function shouldIgnore({ node }: Path): string | undefined {
  if (node.type === "StringLiteral" && isProse(String(node.value))) return "a sentence";
  if (node.type !== "TemplateLiteral") return undefined;
  const decides = node.expressions?.some(({ type }) => type !== "Identifier" && type !== "MemberExpression");
  return !decides && node.quasis?.some(({ value }) => isProse(value.raw)) ? "a sentence" : undefined;
}

function isProse(text: string): boolean {
  return /[^ ] | [^ ]/.test(text);
}

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "prose", { shouldIgnore: (path) => shouldIgnore(path as Path) }),
];
