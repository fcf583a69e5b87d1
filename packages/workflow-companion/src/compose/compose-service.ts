// A service of a compose project as layers: the service it extends, then the entry of each file; later layers take precedence field by
// field. https://github.com/compose-spec/compose-spec/blob/main/13-merge.md
import { type SourcePlace, type Template, writtenIn } from "@deploy-actions/workflow-source";
import { soleText } from "@deploy-actions/workflow-source/value";
import type { ImageUse } from "../companion.ts";
import { openPlaceholdersIn } from "../placeholder.ts";
import type { Yaml } from "../yaml.ts";
import { interpolate, type Variables } from "./interpolate.ts";

/** One file's entry for a service, with the variables used to interpolate the file. */
export type Layer = { readonly yaml: Yaml; readonly variables: Variables };

export type ComposeService = {
  readonly name: string;
  readonly image: ImageUse | undefined;
  /** The place of its build settings; undefined if it is not built. */
  readonly build: SourcePlace | undefined;
  /** Additional names that a build gives the image. */
  readonly tags: readonly ImageUse[];
  /** Built on every start, regardless of its image name. */
  readonly alwaysBuilds: boolean;
  readonly profiles: readonly string[];
  /** Services that are started with it. */
  readonly needs: readonly string[];
};

export function serviceOf(name: string, layers: readonly Layer[]): ComposeService {
  const image = lastOf(layers, "image");
  const text = image?.yaml.text();
  const build = lastOf(layers, "build");
  return {
    name,
    image: image === undefined || text === undefined ? undefined : imageOf(text, image.variables),
    build: build === undefined ? undefined : firstPlace(build.yaml, PLACE_DEPTH),
    tags: build === undefined ? [] : textsOf(build.yaml.get("tags")).map((tag) => imageOf(tag, build.variables)),
    alwaysBuilds: namesIn(layers, "pull_policy").at(-1) === "build",
    profiles: namesIn(layers, "profiles"),
    needs: [
      ...namesIn(layers, "depends_on"),
      ...["links", "volumes_from"].flatMap((field) => namesIn(layers, field)).map((name) => name.replace(/:.*$/s, "")),
      ...["network_mode", "ipc", "pid"].flatMap((field) => namesIn(layers, field)).flatMap(sharedWith),
    ],
  };
}

/** The scalars of a list, or the scalar itself. */
export function textsOf(yaml: Yaml | undefined): readonly Template[] {
  if (yaml === undefined) return [];
  return [yaml, ...yaml.items()].flatMap((one) => one.text() ?? []);
}

/** The text of a scalar after interpolation, if it is certain. */
export function soleOf(text: Template | undefined, variables: Variables): string | undefined {
  return text === undefined ? undefined : soleText(interpolate(text, variables));
}

function imageOf(text: Template, variables: Variables): ImageUse {
  const place = text.place(0, text.text.length);
  return {
    values: openPlaceholdersIn(interpolate(text, variables), place),
    written: writtenIn(text.text, text.written),
    place,
  };
}

/** The values of a field in the layers: starting from the last `!override`, or after the last `!reset`. */
function fieldsOf(layers: readonly Layer[], field: string): readonly Layer[] {
  const said = layers.flatMap(({ yaml, variables }) => {
    const value = yaml.get(field);
    return value === undefined ? [] : [{ yaml: value, variables }];
  });
  const reset = said.findLastIndex(({ yaml }) => yaml.tag === "!reset");
  const override = said.findLastIndex(({ yaml }) => yaml.tag === "!override");
  return said.slice(Math.max(reset + 1, override));
}

function lastOf(layers: readonly Layer[], field: string): Layer | undefined {
  return fieldsOf(layers, field).findLast(({ yaml }) => yaml.text() !== undefined || yaml.entries().length > 0);
}

/** All names in a field: list items, mapping keys, or a single name. */
function namesIn(layers: readonly Layer[], field: string): readonly string[] {
  return fieldsOf(layers, field).flatMap(({ yaml, variables }) => [
    ...yaml.entries().map(({ key }) => key),
    ...textsOf(yaml).flatMap((text) => soleOf(text, variables) ?? []),
  ]);
}

/** `service:db` shares a namespace of another service. */
function sharedWith(mode: string): readonly string[] {
  return mode.startsWith("service:") ? [mode.slice("service:".length)] : [];
}

const PLACE_DEPTH = 3;

/** The place of the first scalar in a node: `build: .`, `build: {context: .}`. */
function firstPlace(yaml: Yaml, depth: number): SourcePlace | undefined {
  const text = yaml.text();
  if (text !== undefined) return text.place(0, text.text.length);
  if (depth === 0) return undefined;
  for (const { value } of yaml.entries()) {
    const place = firstPlace(value, depth - 1);
    if (place !== undefined) return place;
  }
  return undefined;
}
