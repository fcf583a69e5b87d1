// docker/metadata-action: tags and labels for a later build. Its outputs follow from its inputs.
import type { Word } from "@deploy-actions/workflow-source/command";
import { concat, isLiteral, mapText, mark, only, union, type Values } from "@deploy-actions/workflow-source/value";
import type { ActionStep, ActionVerb } from "../action-verb.ts";
import { entriesOf, NOTHING } from "./inputs.ts";
import { DEFAULT_RULES, type Flavor, type Refs, type Tag, tagsOf } from "./tag-rules.ts";

export const dockerMetadata: ActionVerb = {
  actions: ["docker/metadata-action", "crazy-max/ghaction-docker-meta"],
  read: () => NOTHING,
  outputs: outputsOf,
  environment: (step) =>
    new Map([...outputsOf(step)].map(([name, values]) => [`DOCKER_METADATA_OUTPUT_${name.toUpperCase()}`, values])),
};

function outputsOf(step: ActionStep): ReadonlyMap<string, Values> {
  const flavor = flavorOf(step);
  const tags = tagsOf(rulesOf(step), refsOf(step), flavor);
  const versions = versionsOf(tags);
  if (versions.length === 0) return new Map();
  const images = entriesOf(step.input("images"), "\n,").map(imageName);
  const separator = step.input("sep-tags")?.template.text ?? "\n";
  const listed = versions.map(({ main, others }) => {
    const every = [main.values, ...others.map(({ values }) => values), ...latestOf(main, flavor)];
    return images.length === 0 ? every : images.flatMap((image) => every.map((tag) => concat(image, only(":"), tag)));
  });
  return new Map([
    ["version", union(...versions.map(({ main }) => main.values))],
    ["tags", union(...listed.map((lines) => joined(lines, separator)))],
    ["json", union(...listed.map((lines) => concat(only('{"tags":["'), joined(lines, '","'), only('"]}'))))],
  ]);
}

/**
 * The tags that may come first, each with those after it: the first tag whose rule certainly applies, and each before it whose rule may
 * apply.
 */
function versionsOf(tags: readonly Tag[]): readonly { readonly main: Tag; readonly others: readonly Tag[] }[] {
  const sure = tags.findIndex(({ certain }) => certain);
  const leading = sure === -1 ? tags : tags.slice(0, sure + 1);
  return leading.map((main, index) => ({ main, others: tags.slice(index + 1) }));
}

function latestOf({ bringsLatest }: Tag, { latest }: Flavor): readonly Values[] {
  return latest === "true" || (latest === "auto" && bringsLatest) ? [only("latest")] : [];
}

function joined(lines: readonly Values[], separator: string): Values {
  return concat(...lines.flatMap((line, index) => (index === 0 ? [line] : [only(separator), line])));
}

function rulesOf(step: ActionStep): readonly Word[] {
  const given = entriesOf(step.input("tags"));
  if (given.length > 0) return given;
  return DEFAULT_RULES.map((written) => ({ values: only(written), written, place: step.place }));
}

/** `latest=auto`, `prefix=v,onlatest=true`: one per line. */
function flavorOf(step: ActionStep): Flavor {
  const lines = entriesOf(step.input("flavor")).flatMap(({ values }) => values.map(({ text }) => text));
  const lastOf = (name: string): string =>
    lines
      .flatMap((line) => (line.startsWith(`${name}=`) ? (line.slice(name.length + 1).split(",")[0] ?? "") : []))
      .at(-1) ?? "";
  const latest = lastOf("latest");
  return {
    latest: latest === "true" || latest === "false" ? latest : "auto",
    prefix: lastOf("prefix"),
    suffix: lastOf("suffix"),
  };
}

/** From `$GITHUB_REF`, if the workflow's triggers restrict it; otherwise everything is possible. */
function refsOf(step: ActionStep): Refs {
  const given = step.variable("GITHUB_REF") ?? [];
  const kind = (prefix: string, otherwise: string): Values => {
    const found = given.filter(({ text }) => text.startsWith(prefix));
    if (given.length === 0 || given.some(({ text }) => !text.startsWith("refs/"))) return only(otherwise);
    return found.length === 0 ? [] : mapText(found, (text) => text.slice(prefix.length));
  };
  return { heads: kind("refs/heads/", mark("branch")), tags: kind("refs/tags/", mark("version")), pull: pulls(given) };
}

function pulls(given: Values): Values {
  const isPossible = given.length === 0 || given.some(({ text }) => !/^refs\/(?:heads|tags)\//.test(text));
  return isPossible ? only(mark("branch")) : [];
}

/** `ghcr.io/Acme/App` or `name=ghcr.io/acme/app,enable=…`; names are converted to lower case. */
function imageName({ values }: Word): Values {
  return mapText(values, (text) => {
    const name = text.replace(/^name=/, "");
    return isLiteral(name) ? name.toLowerCase() : name;
  });
}
