// Reads one compose file as YAML, for information that is lost in the resolved model (`readModel`): the other compose files and env_files that it
// refers to, and the variables that it uses.
// Source: https://github.com/compose-spec/compose-spec/blob/main/spec.md, and 13-merge.md, 14-include.md
import { type Document, isAlias, isNode, isScalar, parseAllDocuments, visit } from "yaml";
import { z } from "zod/mini";
import { composeFileError } from "./compose-model.ts";
import { type ComposeReads, composeReads } from "./compose-reads.ts";

export { interpolated } from "./compose-interpolate.ts";

/** A file reference, as written in a compose file. */
export type ReferencedFile = {
  readonly path: string;
  /** What refers to it, for messages. */
  readonly by: string;
  /** The service that uses it as env_file. */
  readonly service?: string;
};

export type ParsedSource = {
  /** Other compose files (`extends`, `include`). */
  readonly parts: readonly ReferencedFile[];
  /** The env_files of its services and includes, except optional ones. */
  readonly variableFiles: readonly ReferencedFile[];
  /** Everything that Compose opens to resolve this file, also what it does not need. */
  readonly reads: ComposeReads;
  /** The parsed YAML documents. */
  readonly documents: readonly unknown[];
};

const PathOrPaths = z.catch(
  z.pipe(
    z.union([z.string(), z.array(z.unknown())]),
    z.transform((value) => [value].flat().filter((path) => typeof path === "string")),
  ),
  [],
);
const EnvFiles = z.catch(
  z.pipe(
    z.union([
      z.string(),
      z.array(z.union([z.string(), z.looseObject({ path: z.string(), required: z.optional(z.unknown()) })])),
    ]),
    z.transform((value) =>
      [value]
        .flat()
        .flatMap((file) => (typeof file === "string" ? [file] : file.required === false ? [] : [file.path])),
    ),
  ),
  [],
);
const Service = z.catch(
  z.looseObject({
    extends: z.catch(z.optional(z.object({ file: z.string() })), undefined),
    env_file: z.optional(EnvFiles),
  }),
  {},
);
const Include = z.union([
  z.pipe(
    z.string(),
    z.transform((path) => ({ path: [path], env_file: [] as string[] })),
  ),
  z.catch(z.looseObject({ path: PathOrPaths, env_file: z._default(EnvFiles, []) }), { path: [], env_file: [] }),
]);
const File = z.catch(
  z.looseObject({ services: z.catch(z.record(z.string(), Service), {}), include: z.catch(z.array(Include), []) }),
  { services: {}, include: [] },
);

/** Throws RuntimeError "compose" for a text that is not valid YAML, even if Compose accepts it. */
export function readSource(path: string, text: string): ParsedSource {
  const documents = parsed(path, text);
  const files = documents.map((document) => File.parse(document));
  const services = files.flatMap((file) => Object.entries(file.services));
  const includes = files.flatMap((file) => file.include);
  const reads = documents.map(composeReads);
  return {
    documents,
    reads: {
      values: reads.flatMap(({ values }) => values),
      composeFiles: reads.flatMap(({ composeFiles }) => composeFiles),
      folders: reads.flatMap(({ folders }) => folders),
    },
    parts: [
      ...services.flatMap(([name, service]) =>
        service.extends === undefined ? [] : [{ path: service.extends.file, by: `the \`extends\` of service ${name}` }],
      ),
      ...includes.flatMap((include) => include.path.map((part) => ({ path: part, by: "`include`" }))),
    ],
    variableFiles: [
      ...services.flatMap(([name, { env_file = [] }]) =>
        env_file.map((file) => ({ path: file, by: `Service ${name}`, service: name })),
      ),
      ...includes.flatMap((include) => include.env_file.map((file) => ({ path: file, by: "An `include`" }))),
    ],
  };
}

function parsed(path: string, text: string): unknown[] {
  const documents = parseAllDocuments(text, { merge: true, logLevel: "silent", uniqueKeys: false });
  try {
    return [...documents].map((document) => {
      const [error] = document.errors;
      if (error !== undefined) throw error;
      visit(document, {
        Scalar: (_, { tag }) => {
          // Compose decodes it, so a name could be hidden in it.
          if (tag === "tag:yaml.org,2002:binary") throw new Error("it has a !!binary value");
        },
      });
      if (hasKeyThatIsNotText(document)) throw new Error("a key is a list or a mapping instead of text");
      return document.toJS({ maxAliasCount: 10_000 }) as unknown;
    });
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw composeFileError(
      `${path} could not be read as YAML: ${why}`,
      "Use simpler YAML on that line; Compose accepts some syntax that is not standard YAML.",
    );
  }
}

/** The `yaml` library takes exponential time to write nested keys as text. */
function hasKeyThatIsNotText(document: Document.Parsed): boolean {
  let found = false;
  visit(document, {
    Pair(_, { key }) {
      const node = isAlias(key) ? key.resolve(document) : key;
      found = isNode(node) && !isScalar(node);
      return found ? visit.BREAK : undefined;
    },
  });
  return found;
}
