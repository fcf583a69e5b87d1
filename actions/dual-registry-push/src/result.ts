// What people and later steps are told: the outputs, a table with one row a registry, and, where a registry failed, in
// what state the others are.
import { judgeTag } from "@deploy-actions/image";
import type { PublishResult, Repository } from "@deploy-actions/registry";
import type { Published } from "./definition.ts";
import { PushError } from "./error.ts";
import { size, type Traffic } from "./progress.ts";
import type { Publication } from "./push.ts";

/** The output `references`. */
export function references({ digest, outcomes }: Publication, tags: readonly string[]): Published[] {
  return outcomes.map((outcome) => ({
    registry: outcome.repository.registry.host,
    reference: `${repository(outcome)}@${digest}`,
    tags: tags.map((tag) => `${repository(outcome)}:${tag}`),
    status: outcome.status === "exists" ? "exists" : "pushed",
  }));
}

export const TABLE_HEAD = ["Repository", "Result", "Tags written", "Layers", "Sent", "Time"] as const;

/** The table's rows. */
export function rows({ outcomes }: Publication, trafficOf: (repository: Repository) => Traffic): string[][] {
  return outcomes.map((outcome) => {
    const { bytes, layers, tookMs } = trafficOf(outcome.repository);
    return [
      repository(outcome),
      outcome.status,
      outcome.written.length === 0 ? "none" : outcome.written.join(", "),
      layersIn(layers),
      bytes === 0 ? "nothing" : `${size(bytes)}${tookMs < 100 ? "" : ` at ${size((bytes / tookMs) * 1000)}/s`}`,
      tookMs === 0 ? "" : `${(tookMs / 1000).toFixed(1)} s`,
    ];
  });
}

function layersIn({ copied, mounted, present }: Traffic["layers"]): string {
  const parts = [
    [copied, "sent"],
    [mounted, "mounted"],
    [present, "there before"],
  ] as const;
  const said = parts.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  return said.length === 0 ? "all there before" : said.join(", ");
}

/** What a deploy is given, one reference a line. */
export function copyable({ digest, outcomes }: Publication): string {
  return outcomes.map((outcome) => `${repository(outcome)}@${digest}`).join("\n");
}

/** A sentence for every tag that moves, since somebody will want to deploy by it. */
export function movingTags(tags: readonly string[]): string[] {
  return tags.flatMap((tag) => {
    const { writeOnce, why } = judgeTag(tag);
    return writeOnce ? [] : [`The tag ${tag} ${why}: deploy by the digest instead.`];
  });
}

/**
 * The error of a publication that did not reach every registry, or undefined. `explain` says what a registry's error means
 * in this run.
 */
export function failureOf(
  { outcomes, digest }: Publication,
  statusError: (error: unknown) => unknown = (error) => error,
): PushError | undefined {
  const failed = outcomes.filter(({ status }) => status === "failed");
  const [first] = failed;
  if (first === undefined) return undefined;
  const errors = failed.map(({ error }) => statusError(error));
  const message = [...new Set(errors.map(words))].join("\n");
  const next = errors.map(remedy).find((text) => text !== undefined);
  return new PushError("not-published", {
    message,
    state: stateOf(outcomes, digest),
    next: next ?? "Run this step again: it sends only what is missing.",
    cause: first.error,
  });
}

function stateOf(outcomes: readonly PublishResult[], digest: string): string {
  const written = outcomes.flatMap((outcome) => outcome.written.map((tag) => `${repository(outcome)}:${tag}`));
  if (written.length > 0) return `This run pointed at ${digest}: ${written.join(", ")}. It changed no other tag.`;
  return "No tag was changed in any registry. Layers that were uploaded stay there without a tag and are not sent again.";
}

function repository({ repository }: PublishResult): string {
  return `${repository.registry.host}/${repository.name}`;
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function remedy(error: unknown): string | undefined {
  const next: unknown = error instanceof Error ? Reflect.get(error, "next") : undefined;
  return typeof next === "string" ? next : undefined;
}
