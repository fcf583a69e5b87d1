// What people read on the page of the run: what came of the push, where the image is from, what every registry did, and,
// where it failed, what every registry holds now.
import type { Summary } from "@deploy-actions/action";
import type { Repository } from "@deploy-actions/registry";
import type { Holding } from "./current-tags.ts";
import type { Traffic } from "./progress.ts";
import type { Publication } from "./push.ts";
import { copyable, movingTags, rows, TABLE_HEAD } from "./result.ts";

type ServiceAnswer = { readonly tags: readonly string[]; readonly trafficOf: (repository: Repository) => Traffic };

export function summarizePublished(
  summary: Summary,
  publication: Publication,
  { tags, trafficOf }: ServiceAnswer,
): void {
  const { digest, outcomes, origin } = publication;
  const unchanged = outcomes.every(({ status }) => status === "exists");
  summary.headline("good", unchanged ? `Image published before: ${digest}` : `Image published: ${digest}`);
  summary.paragraph(`From ${origin}.`);
  summary.table(TABLE_HEAD, marked(rows(publication, trafficOf)));
  summary.details("References to deploy", copyable(publication));
  const moving = movingTags(tags);
  if (moving.length > 0) summary.list(moving);
}

/** `image`: as the input names it. `publication`: where it came so far that some registry has the image. */
export type Failure = {
  readonly image: string;
  readonly error: unknown;
  readonly publication?: Publication | undefined;
  readonly holdings: readonly Holding[];
};

export function summarizeFailure(summary: Summary, failure: Failure, trafficOf?: ServiceAnswer["trafficOf"]): void {
  const { image, error, publication, holdings } = failure;
  summary.headline("bad", `Image not published: \`${publication?.digest ?? image}\``);
  summary.paragraph(publication === undefined ? `From \`${image}\`.` : `From ${publication.origin}.`);
  const { message, state, next } = sentencesOf(error);
  summary.paragraph(message);
  if (state !== undefined) summary.paragraph(`State: ${state}`);
  if (next !== undefined) summary.paragraph(`Next: ${next}`);
  if (publication !== undefined && trafficOf !== undefined)
    summary.table(TABLE_HEAD, marked(rows(publication, trafficOf)));
  if (holdings.length === 0) return;
  summary.paragraph("What every registry holds now:");
  summary.table(["Repository", "Tag", "Names"], holdings.map(rowOf));
}

const RESULTS: Readonly<Record<string, string>> = { pushed: "✅ pushed", exists: "✅ exists", failed: "❌ failed" };

/** Repositories and tags are code, and what came of a repository is seen at a glance. */
function marked(table: readonly (readonly string[])[]): string[][] {
  return table.map(([repository = "", result = "", tags = "", ...others]) => [
    `\`${repository}\``,
    RESULTS[result] ?? result,
    tags === "none" ? tags : tags.replaceAll(/[^, ]+/g, "`$&`"),
    ...others,
  ]);
}

function rowOf(holding: Holding): string[] {
  const { repository, tag } = holding;
  const names = "unknown" in holding ? `not known: ${holding.unknown}` : (holding.digest ?? "not there");
  return [`\`${repository.registry.host}/${repository.name}\``, `\`${tag}\``, names];
}

function sentencesOf(error: unknown) {
  const sentence = (key: "state" | "next"): string | undefined => {
    const value: unknown = error instanceof Error ? Reflect.get(error, key) : undefined;
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const message = error instanceof Error ? error.message : String(error);
  return { message, state: sentence("state"), next: sentence("next") };
}
