// A service of a compose project as the layers it is made of: what it extends, then each file's say, later ones winning field by field.
// https://github.com/compose-spec/compose-spec/blob/main/13-merge.md
import { type SourcePlace, type Template, writtenIn } from "@deploy-actions/workflow-source";
import { soleText } from "@deploy-actions/workflow-source/value";
import type { ImageUse } from "../companion.ts";
import { withoutPlaceholders } from "../placeholder.ts";
import type { Yaml } from "../yaml.ts";
import { interpolate, type Variables } from "./interpolate.ts";

/** One file's entry for a service, with the variables that the file is filled with. */
export type Layer = { readonly yaml: Yaml; readonly variables: Variables };

export type ComposeService = {
  readonly name: string;
  readonly image: ImageUse | undefined;
  /** The place that says how it is built; undefined where it is not. */
  readonly build: SourcePlace | undefined;
  /** Further names that a build gives the image. */
  readonly tags: readonly ImageUse[];
  /** Built on every start, whatever its image is called. */
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

/** A list's scalars, or the scalar itself. */
export function textsOf(yaml: Yaml | undefined): readonly Template[] {
  if (yaml === undefined) return [];
  return [yaml, ...yaml.items()].flatMap((one) => one.text() ?? []);
}

/** The one text that a scalar is filled to, where that is certain. */
export function soleOf(text: Template | undefined, variables: Variables): string | undefined {
  return text === undefined ? undefined : soleText(interpolate(text, variables));
}

function imageOf(text: Template, variables: Variables): ImageUse {
  const place = text.place(0, text.text.length);
  return {
    values: withoutPlaceholders(interpolate(text, variables), place),
    written: writtenIn(text.text, text.written),
    place,
  };
}

/** What the layers say of a field: all from the last `!override` on, or behind the last `!reset`. */
function sayings(layers: readonly Layer[], field: string): readonly Layer[] {
  const said = layers.flatMap(({ yaml, variables }) => {
    const value = yaml.get(field);
    return value === undefined ? [] : [{ yaml: value, variables }];
  });
  const reset = said.findLastIndex(({ yaml }) => yaml.tag === "!reset");
  const override = said.findLastIndex(({ yaml }) => yaml.tag === "!override");
  return said.slice(Math.max(reset + 1, override));
}

function lastOf(layers: readonly Layer[], field: string): Layer | undefined {
  return sayings(layers, field).findLast(({ yaml }) => yaml.text() !== undefined || yaml.entries().length > 0);
}

/** All names under a field, of a list, of a mapping's keys, or alone. */
function namesIn(layers: readonly Layer[], field: string): readonly string[] {
  return sayings(layers, field).flatMap(({ yaml, variables }) => [
    ...yaml.entries().map(({ key }) => key),
    ...textsOf(yaml).flatMap((text) => soleOf(text, variables) ?? []),
  ]);
}

/** `service:db` shares what another service has. */
function sharedWith(mode: string): readonly string[] {
  return mode.startsWith("service:") ? [mode.slice("service:".length)] : [];
}

const PLACE_DEPTH = 3;

/** Where the first scalar of a node stands: `build: .`, `build: {context: .}`. */
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
