// Decides which image was built on which, and which labels an image may have inherited from its base. BuildKit records neither, so both are
// derived from the layers and build steps: an image starts with those of its base.
import { inheritable, type Label, type LabelRule, type Labels, labelText } from "./labels.ts";
import type { Image } from "./objects.ts";

/** True if `image` starts with all layers and build steps of `base`. Needs the history of both. */
export function isBuiltOn(image: Image, base: Image): boolean {
  if (image.id === base.id) return false;
  if (image.uses.image.includes(base.id)) return true;
  if (!image.history?.length || !base.history?.length) return false;
  if (!startsWith(image.layers, base.layers) || !startsWith(image.history, base.history)) return false;
  if (image.history.length > base.history.length) return true;
  // The same steps: either both come from one Dockerfile, or `image` is `base` rebuilt with more labels on the command line.
  return addsTo(image.labels, base.labels);
}

/** Why the matching labels of `image` may be inherited, or undefined if they are its own. `bases` are the images it is built on. */
export function inheritedLabel(image: Image, bases: readonly Image[], rule: LabelRule): string | undefined {
  const { history } = image;
  if (history === undefined) return "its build steps could not be read, so its labels may be inherited";
  for (const base of bases) {
    const ownSteps = stepsAfter(history, base);
    const from = inheritable(base.labels, rule).find((label) => !setsLabel(ownSteps, image.labels, label));
    if (from !== undefined) return `it is built on the image ${base.name}, which also has the label ${labelText(from)}`;
  }
  const ofBase = history.slice(0, endOfBase(history));
  const ownSteps = history.slice(ofBase.length);
  const from = rule.match.find((label) => setsLabelKey(ofBase, label) && !setsLabel(ownSteps, image.labels, label));
  return from === undefined ? undefined : `its base image sets the label ${from.key}`;
}

/**
 * The image's own build steps. The classic builder creates an unnamed image for every step and sets command-line labels in the last steps. An
 * unnamed base may be such an intermediate image, so then only the final LABEL steps count.
 */
function stepsAfter(history: readonly string[], { history: below, tags, digests }: Image): readonly string[] {
  const steps = history.slice(below?.length ?? history.length);
  const unnamed = tags.length === 0 && digests.length === 0;
  if (!unnamed || !steps[0]?.startsWith("/bin/sh -c ")) return steps;
  return history.slice(history.findLastIndex((text) => stepOf(text).verb !== "LABEL") + 1);
}

function startsWith(all: readonly string[], start: readonly string[]): boolean {
  return start.every((part, index) => all[index] === part);
}

function addsTo(more: Labels, fewer: Labels): boolean {
  const entries = Object.entries(fewer);
  return entries.length < Object.keys(more).length && entries.every(([key, value]) => more[key] === value);
}

/** The classic builder and BuildKit record a step differently: `/bin/sh -c #(nop)  LABEL a=b` and `LABEL a=b`. */
const STEP = /^(?:\/bin\/sh -c #\(nop\)\s+)?(?<verb>[A-Z]+) +(?<rest>.*)$/s;

function stepOf(text: string): { readonly verb: string; readonly rest: string } {
  const { verb = "RUN", rest = text } = STEP.exec(text)?.groups ?? {};
  return { verb, rest };
}

/** True if a step sets exactly this label. Steps are recorded without quotes, so values with spaces are not recognized. */
function setsLabel(steps: readonly string[], labels: Labels, { key, value }: Label): boolean {
  return steps.some((text) => {
    const { verb, rest } = stepOf(text);
    const pairs = rest.trim().split(/\s+/);
    const isLabel = (pair: string): boolean =>
      labels[pair.slice(0, pair.indexOf("="))] === pair.slice(pair.indexOf("=") + 1);
    return verb === "LABEL" && pairs.every(isLabel) && pairs.includes(`${key}=${value}`);
  });
}

function setsLabelKey(steps: readonly string[], { key }: Label): boolean {
  return steps.some((text) => stepOf(text).verb === "LABEL" && text.includes(`${key}=`));
}

/** Instructions that may follow CMD or ENTRYPOINT in one Dockerfile. */
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

/** How many steps certainly belong to a base: a Dockerfile usually ends with CMD or ENTRYPOINT, so later build steps come from another Dockerfile. */
function endOfBase(steps: readonly string[]): number {
  const verbs = steps.map((text) => stepOf(text).verb);
  const lastBuilt = verbs.findLastIndex((verb) => !CLOSING.includes(verb));
  return verbs.slice(0, Math.max(0, lastBuilt)).findLastIndex((verb) => verb === "CMD" || verb === "ENTRYPOINT") + 1;
}
