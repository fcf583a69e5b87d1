// The job summary: the result of the push, where the image is from, what happened in every registry and, if it failed, what
// the tags point to now.
import type { Summary } from "@deploy-actions/action";
import { type Repository, repositoryName } from "@deploy-actions/registry";
import type { CurrentTag } from "./current-tags.ts";
import { partsOf } from "./error.ts";
import type { Traffic } from "./progress.ts";
import type { Publication } from "./push.ts";
import { deployReferences, movingTags, TABLE_HEAD, tableRows } from "./result.ts";

type PushReport = { readonly tags: readonly string[]; readonly trafficOf: (repository: Repository) => Traffic };

export function summarizePublished(summary: Summary, publication: Publication, { tags, trafficOf }: PushReport): void {
  const { digest, results, origin } = publication;
  const unchanged = results.every(({ status }) => status === "exists");
  summary.headline("good", unchanged ? `Image already published: ${digest}` : `Image published: ${digest}`);
  summary.paragraph(`From ${origin}.`);
  summary.table(TABLE_HEAD, formatted(tableRows(publication, trafficOf)));
  summary.details("References to deploy", deployReferences(publication));
  const moving = movingTags(tags);
  if (moving.length > 0) summary.list(moving);
}

/** `image`: as in the input. `publication`: if some registry has the image. */
export type Failure = {
  readonly image: string;
  readonly error: unknown;
  readonly publication?: Publication | undefined;
  readonly currentTags: readonly CurrentTag[];
};

export function summarizeFailure(summary: Summary, failure: Failure, trafficOf?: PushReport["trafficOf"]): void {
  const { image, error, publication, currentTags } = failure;
  summary.headline("bad", `Image not published: \`${publication?.digest ?? image}\``);
  summary.paragraph(publication === undefined ? `From \`${image}\`.` : `From ${publication.origin}.`);
  const { message, state, next } = partsOf(error);
  summary.paragraph(message);
  if (state !== undefined) summary.paragraph(`State: ${state}`);
  if (next !== undefined) summary.paragraph(`Next: ${next}`);
  if (publication !== undefined && trafficOf !== undefined)
    summary.table(TABLE_HEAD, formatted(tableRows(publication, trafficOf)));
  if (currentTags.length === 0) return;
  summary.paragraph("What the tags point to now:");
  summary.table(["Repository", "Tag", "Digest"], currentTags.map(rowOf));
}

const RESULTS: Readonly<Record<string, string>> = { pushed: "✅ pushed", exists: "✅ exists", failed: "❌ failed" };

/** Formats repositories and tags as code, and marks the result. */
function formatted(table: readonly (readonly string[])[]): string[][] {
  return table.map(([repository = "", result = "", tags = "", ...others]) => [
    `\`${repository}\``,
    RESULTS[result] ?? result,
    tags === "none" ? tags : tags.replaceAll(/[^, ]+/g, "`$&`"),
    ...others,
  ]);
}

function rowOf(current: CurrentTag): string[] {
  const { repository, tag } = current;
  const digest = "unknown" in current ? `unknown: ${current.unknown}` : (current.digest ?? "missing");
  return [`\`${repositoryName(repository)}\``, `\`${tag}\``, digest];
}
