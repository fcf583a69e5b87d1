// `aws ssm send-command`: the scripts in its `commands` parameter, given as JSON, in a file, or in the shorthand `commands=["a","b"]`.
import { readYaml, type Yaml } from "@deploy-actions/workflow-companion";
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import {
  type Command,
  firstText,
  literalOf,
  locate,
  type RemoteScript,
  tailOf,
  type Word,
} from "@deploy-actions/workflow-source/command";
import type { CloudLine } from "./cloud-line.ts";
import { templatesOf } from "./word-template.ts";

/** All commands of one call are lines of one script. */
export function ssmScripts(line: CloudLine, command: Command): readonly RemoteScript[] {
  const words = [...line.all("--parameters"), ...line.values("--cli-input-json")];
  return words
    .flatMap((word) => commandsIn(word, command))
    .map((commands) => ({ script: lines(commands), host: "remote" as const }))
    .filter(({ script }) => script.text !== "");
}

function commandsIn(word: Word, command: Command): readonly (readonly Template[])[] {
  const shape = firstText(word).trimStart();
  if (shape.startsWith("file://")) {
    const found = locate(command, literalOf(word)?.trim().slice("file://".length) ?? "");
    const file = "path" in found ? command.files.read(found.path) : undefined;
    return file === undefined ? [] : [fromJson(file)];
  }
  if (shape.startsWith("{")) return templatesOf(word).map(fromJson);
  const equals = firstText(word).indexOf("=");
  if (!/^["']?commands["']?$/.test(shape.slice(0, shape.indexOf("=")))) return [];
  const value = tailOf(word, equals + 1);
  return templatesOf(value).map((template) =>
    template.text.trimStart().startsWith("[") ? fromJson(template) : [withoutQuotes(template)],
  );
}

/** The strings of `commands` at any depth, or of a list. A list that is not JSON is a single text. */
function fromJson(template: Template): readonly Template[] {
  const { documents } = readYaml(template);
  const [root] = documents;
  if (root === undefined) return [];
  const commands = root.get("commands") ?? root.get("Parameters")?.get("commands") ?? root;
  return textsOf(commands);
}

function textsOf(node: Yaml): readonly Template[] {
  const own = node.text();
  return own === undefined ? node.items().flatMap((item) => item.text() ?? []) : [own];
}

/** In the shorthand, a command with spaces or commas is quoted. */
function withoutQuotes(template: Template): Template {
  const quoted = /^(["'])([\s\S]*)\1$/.exec(template.text.trim());
  if (quoted === null) return template;
  const start = template.text.indexOf(quoted[1] ?? "") + 1;
  const writer = new TemplateWriter();
  writer.slice(template, start, start + (quoted[2]?.length ?? 0));
  return writer.done();
}

function lines(templates: readonly Template[]): Template {
  const writer = new TemplateWriter();
  for (const template of templates) {
    writer.slice(template, 0, template.text.length);
    writer.at("\n", 0, 0, template);
  }
  return writer.done();
}
