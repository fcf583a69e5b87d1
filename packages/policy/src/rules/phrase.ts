// Shared phrases for the messages of rules: which job deploys which image with which command.
import { type DeployedImage, type Hop, shown, type UnknownFiles } from "@deploy-actions/workflow";
import type { Severity } from "../finding.ts";

/** The start of a message: how the image is deployed. Another clause can follow after ", and". */
export function deployPhrase(image: DeployedImage): string {
  const meant = meantBy(image);
  const written = shortened(image.written);
  return howItRuns(
    image,
    meant === written || image.judgement.verdict === "undecided" ? written : `${written} (here ${meant})`,
  );
}

/** The same for an image that comes from a default; `hop` says where the default is. */
export function defaultPhrase(image: DeployedImage, hop: Hop | undefined): string {
  const where = hop === undefined ? "" : ` (${shortened(hop.what)})`;
  return `${howItRuns(image, shortened(image.written))}, which defaults to ${meantBy(image)}${where}`;
}

/** Lowers a rule's severity if it isn't certain that the command deploys. */
export function softenedSeverity(severity: Severity, { certainty }: Pick<UnknownFiles, "certainty">): Severity {
  return certainty === "deploy" || severity === "note" ? severity : "warning";
}

/** Maximum number of entries of a trail in a message: those nearest to the use, and the origin. */
const STATIONS = 6;

/** `$TAG ← steps.meta.outputs.tag ← input tag (required, no default)`; empty if the value is literal. */
export function chainPhrase(written: string, chain: readonly Hop[]): string {
  const all = [written, ...chain.map(({ what }) => what)].map(shortened);
  const stations = all.filter((one, index) => one !== all[index - 1]);
  const shown =
    stations.length <= STATIONS ? stations : [...stations.slice(0, STATIONS - 2), "…", ...stations.slice(-1)];
  return shown.length === 1 ? "" : shown.join(" ← ");
}

/** One line of at most 120 characters: a word in a script can be as long as a file. */
export function shortened(text: string): string {
  const line = text.slice(0, 1000).replace(/\s+/g, " ").trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

/** Programs that edit files. */
const EDITORS = /^(?:sed|yq|jq|perl|awk|envsubst)\b/;

function meantBy({ judgement }: DeployedImage): string {
  return shortened(shown(judgement.value.text));
}

function howItRuns({ by, job, file, certainty }: DeployedImage, what: string): string {
  if (certainty === "promote") return `Job "${job}" pulls ${what} with ${by}, only to push it under another name`;
  if (EDITORS.test(by)) return `Job "${job}" writes an image into a deployed file with ${by} ${what}`;
  const verb = certainty === "maybe" ? "may deploy" : "deploys";
  if (file !== undefined)
    return `Job "${job}" ${verb} ${shortened(file.asked)} with ${by}, where ${file.name} is ${what}`;
  return /^(?:service|container)\b/.test(by)
    ? `Job "${job}" runs ${what} as its ${by}`
    : `Job "${job}" ${verb} ${what} with ${by}`;
}
