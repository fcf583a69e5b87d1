// Reads one compose file as YAML, for what only its own text says: which other files it is made of, which files of variables it reads,
// and which variables it names. What it all means is Compose's to say, see `readModel`.
// Source: https://github.com/compose-spec/compose-spec/blob/main/spec.md, and 13-merge.md, 14-include.md
import { parseAllDocuments } from "yaml";
import { z } from "zod/mini";
import { refused } from "./compose-model.ts";

/** A file that a compose file names, as it is written there. */
export type Named = {
  readonly path: string;
  /** What names it, for a message. */
  readonly by: string;
  /** The service whose file of variables it is. */
  readonly service?: string;
};

export type Source = {
  /** Other compose files it is made of (`extends`, `include`). */
  readonly parts: readonly Named[];
  /** Files of variables of its services and of what it includes, but for those that may be missing. */
  readonly variableFiles: readonly Named[];
  /** Its text as data, one value a YAML document. */
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

/** Throws RuntimeError "compose" for a text that this library's reader does not take, even if Compose's does. */
export function readSource(path: string, text: string): Source {
  const documents = parsed(path, text);
  const files = documents.map((document) => File.parse(document));
  const services = files.flatMap((file) => Object.entries(file.services));
  const includes = files.flatMap((file) => file.include);
  return {
    documents,
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
      return document.toJS({ maxAliasCount: 10_000 }) as unknown;
    });
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw refused(
      `${path} could not be read as YAML: ${why}`,
      "Write that line in plainer YAML; Compose reads a little more than the YAML standard says.",
    );
  }
}
