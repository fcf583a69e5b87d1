// Decides which image was built on which, and which labels an image may have from the one it was built on. BuildKit records neither, so both
// are read from what it cannot hide: the layers and the build steps of the base come first in everything that is built on it.
import { inheritable, type Label, type LabelRule, type Labels, labelText } from "./labels.ts";
import type { Image } from "./objects.ts";

/** True when `image` begins with all layers and build steps of `base`. Needs the history of both. */
export function isBuiltOn(image: Image, base: Image): boolean {
  if (image.id === base.id) return false;
  if (image.uses.image.includes(base.id)) return true;
  if (!image.history?.length || !base.history?.length) return false;
  if (!beginsWith(image.layers, base.layers) || !beginsWith(image.history, base.history)) return false;
  if (image.history.length > base.history.length) return true;
  // The same steps: either both were built by one Dockerfile, or one only added labels to the other by an option of the build.
  return addsTo(image.labels, base.labels);
}

/** Why labels of `image` that match say nothing about it, or undefined when they are its own. `bases` are the images it is built on. */
export function inheritedLabel(image: Image, bases: readonly Image[], rule: LabelRule): string | undefined {
  const { history } = image;
  if (history === undefined)
    return "its build steps could not be read, so nobody can tell whether its labels are its own";
  for (const base of bases) {
    const ownSteps = stepsAfter(history, base);
    const from = inheritable(base.labels, rule).find((label) => !states(ownSteps, image.labels, label));
    if (from !== undefined) return `it is built on the image ${base.name}, which has the label ${labelText(from)} too`;
  }
  const ofBase = history.slice(0, endOfBase(history));
  const ownSteps = history.slice(ofBase.length);
  const from = rule.match.find((label) => mentions(ofBase, label) && !states(ownSteps, image.labels, label));
  return from === undefined ? undefined : `the image that it is built on sets the label ${from.key}`;
}

/**
 * The steps of `history` that are the image's own. The classic builder leaves an image without a name for every step, and sets the labels of
 * the command line in the last steps, so there these are what counts: a nameless image below may be a base or just such a step.
 */
function stepsAfter(history: readonly string[], { history: below, tags, digests }: Image): readonly string[] {
  const steps = history.slice(below?.length ?? history.length);
  const nameless = tags.length === 0 && digests.length === 0;
  if (!nameless || !steps[0]?.startsWith("/bin/sh -c ")) return steps;
  return history.slice(history.findLastIndex((text) => stepOf(text).verb !== "LABEL") + 1);
}

function beginsWith(whole: readonly string[], start: readonly string[]): boolean {
  return start.every((part, index) => whole[index] === part);
}

function addsTo(more: Labels, fewer: Labels): boolean {
  const entries = Object.entries(fewer);
  return entries.length < Object.keys(more).length && entries.every(([key, value]) => more[key] === value);
}

/** The classic builder and BuildKit write a step differently: `/bin/sh -c #(nop)  LABEL a=b` and `LABEL a=b`. */
const STEP = /^(?:\/bin\/sh -c #\(nop\)\s+)?(?<verb>[A-Z]+) +(?<rest>.*)$/s;

function stepOf(text: string): { readonly verb: string; readonly rest: string } {
  const { verb = "RUN", rest = text } = STEP.exec(text)?.groups ?? {};
  return { verb, rest };
}

/** True when one of the steps sets exactly this label. Steps are kept without quotes, so one with a space in a value is not understood. */
function states(steps: readonly string[], labels: Labels, { key, value }: Label): boolean {
  return steps.some((text) => {
    const { verb, rest } = stepOf(text);
    const pairs = rest.trim().split(/\s+/);
    const understood = (pair: string): boolean =>
      labels[pair.slice(0, pair.indexOf("="))] === pair.slice(pair.indexOf("=") + 1);
    return verb === "LABEL" && pairs.every(understood) && pairs.includes(`${key}=${value}`);
  });
}

function mentions(steps: readonly string[], { key }: Label): boolean {
  return steps.some((text) => stepOf(text).verb === "LABEL" && text.includes(`${key}=`));
}

/** What may follow the program of an image within one Dockerfile. */
const CLOSING = [
  "CMD",
  "ENTRYPOINT",
  "EXPOSE",
  "HEALTHCHECK",
  "LABEL",
  "MAINTAINER",
  "STOPSIGNAL",
  "VOLUME",
  "USER",
  "SHELL",
];

/** How many of the steps are surely a base's own: a Dockerfile ends by naming its program, so where more is built after that, another began. */
function endOfBase(steps: readonly string[]): number {
  const verbs = steps.map((text) => stepOf(text).verb);
  const lastBuilt = verbs.findLastIndex((verb) => !CLOSING.includes(verb));
  return verbs.slice(0, Math.max(0, lastBuilt)).findLastIndex((verb) => verb === "CMD" || verb === "ENTRYPOINT") + 1;
}
