// How the rules speak: which job deploys what with what, said the same way by every rule.
import { type DeployedImage, type Hop, shown, type UnknownFiles } from "@deploy-actions/workflow";
import type { Severity } from "../finding.ts";

/** The beginning of a message: how the image comes to run. A further clause can follow after ", and". */
export function deployPhrase(image: DeployedImage): string {
  const meant = meantBy(image);
  const written = brief(image.written);
  return howItRuns(
    image,
    meant === written || image.judgement.verdict === "undecided" ? written : `${written} (here ${meant})`,
  );
}

/** The same for an image that comes to what it is only where nothing else was given; `hop` says where that stands. */
export function defaultPhrase(image: DeployedImage, hop: Hop | undefined): string {
  const where = hop === undefined ? "" : ` (${brief(hop.what)})`;
  return `${howItRuns(image, brief(image.written))}, which comes to ${meantBy(image)} where nothing else is given${where}`;
}

/** How a rule's severity is softened where it isn't sure that something deploys. */
export function softened(severity: Severity, { certainty }: Pick<UnknownFiles, "certainty">): Severity {
  return certainty === "deploy" || severity === "note" ? severity : "warning";
}

/** Stations of a chain that a message shows: those nearest to the use, and the origin. */
const STATIONS = 6;

/** `$TAG ← steps.meta.outputs.tag ← input tag (required, no default)`; empty where the value came through nothing. */
export function chainPhrase(written: string, chain: readonly Hop[]): string {
  const all = [written, ...chain.map(({ what }) => what)].map(brief);
  const stations = all.filter((one, index) => one !== all[index - 1]);
  const shown =
    stations.length <= STATIONS ? stations : [...stations.slice(0, STATIONS - 2), "…", ...stations.slice(-1)];
  return shown.length === 1 ? "" : shown.join(" ← ");
}

/** One line of at most 120 characters: a word of a script can be as long as a file. */
export function brief(text: string): string {
  const line = text.slice(0, 1000).replace(/\s+/g, " ").trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

/** Programs whose word is a change of a file. */
const EDITORS = /^(?:sed|yq|jq|perl|awk|envsubst)\b/;

function meantBy({ judgement }: DeployedImage): string {
  return brief(shown(judgement.value.text));
}

function howItRuns({ by, job, file, certainty }: DeployedImage, what: string): string {
  if (certainty === "promote") return `Job "${job}" pulls ${what} with ${by}, only to push it under another name`;
  if (EDITORS.test(by)) return `Job "${job}" writes an image into a file that is deployed, by ${by} ${what}`;
  const verb = certainty === "maybe" ? "may deploy" : "deploys";
  if (file !== undefined) return `Job "${job}" ${verb} ${brief(file.asked)} with ${by}, where ${file.name} is ${what}`;
  return /^(?:service|container)\b/.test(by)
    ? `Job "${job}" runs ${what} as its ${by}`
    : `Job "${job}" ${verb} ${what} with ${by}`;
}
