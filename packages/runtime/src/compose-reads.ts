// Every file that Compose itself opens while it resolves a compose file, whatever else it thinks of the document. It opens them before anybody
// can see what they are, and quotes them in its errors, so they are checked first. Keys of any form are accepted, because a form that this
// overlooked would be an unchecked file.
// Source: https://github.com/compose-spec/compose-spec/blob/main/spec.md and compose-go 2.10, loader/{include,extends,environment}.go
import { dirname } from "node:path/posix";

/** A file named in a compose file, as written. */
type NamedFile = { readonly path: string; readonly by: string };

export type ComposeReads = {
  /** Files of variables and labels. */
  readonly values: readonly NamedFile[];
  /** Other compose files. */
  readonly composeFiles: readonly NamedFile[];
  /** The folders that an `include` sets as base of the relative paths in the files that it includes. */
  readonly folders: readonly string[];
};

export function composeReads(document: unknown): ComposeReads {
  const services = Object.entries(fieldsOf(fieldsOf(document).services)).map(([name, value]) => ({
    by: `service ${name}`,
    ...fieldsOf(value),
  }));
  const includes = listOf(fieldsOf(document).include).map((one) =>
    typeof one === "string" ? { path: one } : fieldsOf(one),
  );
  return {
    values: [
      ...services.flatMap((service) => named(`the \`env_file\` of ${service.by}`, fieldsOf(service).env_file)),
      ...services.flatMap((service) => named(`the \`label_file\` of ${service.by}`, fieldsOf(service).label_file)),
      ...includes.flatMap((include) => named("the `env_file` of an `include`", envFileOf(include))),
    ],
    composeFiles: [
      ...services.flatMap((service) =>
        named(`the \`extends\` of ${service.by}`, fieldsOf(fieldsOf(service).extends).file),
      ),
      ...includes.flatMap(({ path }) => named("`include`", path)),
    ],
    folders: includes.flatMap((include) => {
      const [first = "", ...others] = textsOf(fieldsOf(include).path);
      return [...textsOf(fieldsOf(include).project_directory), ...(others.length > 0 ? [dirname(first)] : [])];
    }),
  };
}

/** Without `env_file`, an include reads the `.env` of its folder if there is one. */
function envFileOf(include: Readonly<Record<string, unknown>>): unknown {
  const { path, env_file: given, project_directory: folder } = include;
  if (textsOf(given).length > 0) return given;
  const [first = ""] = textsOf(path);
  const [base = dirname(first)] = textsOf(folder);
  return `${base}/.env`;
}

function named(by: string, value: unknown): NamedFile[] {
  return textsOf(value).map((path) => ({ path, by }));
}

/** The texts in a text, a list, or the `path` of an object, at any depth. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return value !== null && typeof value === "object" && "path" in value ? textsOf(value.path) : [];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? { ...value } : {};
}
