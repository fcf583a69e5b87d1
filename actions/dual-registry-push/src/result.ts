// The result for users and later steps: the outputs, a table with one row per repository and, if a registry failed, the
// error with the state of the others.
import { judgeTag } from "@deploy-actions/image";
import { type PublishResult, type Repository, repositoryName } from "@deploy-actions/registry";
import type { Published } from "./definition.ts";
import { PushError, partsOf } from "./error.ts";
import { formatBytes, type Traffic } from "./progress.ts";
import type { Publication } from "./push.ts";

/** The output `references`. */
export function references({ digest, results }: Publication, tags: readonly string[]): Published[] {
  return results.map((result) => ({
    registry: result.repository.registry.host,
    reference: `${nameOf(result)}@${digest}`,
    tags: tags.map((tag) => `${nameOf(result)}:${tag}`),
    status: result.status === "exists" ? "exists" : "pushed",
  }));
}

export const TABLE_HEAD = ["Repository", "Result", "Tags written", "Layers", "Sent", "Time"] as const;

/** The rows of the table. */
export function tableRows({ results }: Publication, trafficOf: (repository: Repository) => Traffic): string[][] {
  return results.map((result) => {
    const { bytes, layers, tookMs } = trafficOf(result.repository);
    return [
      nameOf(result),
      result.status,
      result.written.length === 0 ? "none" : result.written.join(", "),
      layersIn(layers),
      bytes === 0
        ? "nothing"
        : `${formatBytes(bytes)}${tookMs < 100 ? "" : ` at ${formatBytes((bytes / tookMs) * 1000)}/s`}`,
      tookMs === 0 ? "" : `${(tookMs / 1000).toFixed(1)} s`,
    ];
  });
}

function layersIn({ copied, mounted, present }: Traffic["layers"]): string {
  const parts = [
    [copied, "sent"],
    [mounted, "mounted"],
    [present, "already there"],
  ] as const;
  const texts = parts.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  return texts.length === 0 ? "all already there" : texts.join(", ");
}

/** The references to deploy, one per line. */
export function deployReferences({ digest, results }: Publication): string {
  return results.map((result) => `${nameOf(result)}@${digest}`).join("\n");
}

/** A warning for every moving tag, because somebody may want to deploy by it. */
export function movingTags(tags: readonly string[]): string[] {
  return tags.flatMap((tag) => {
    const { writeOnce, why } = judgeTag(tag);
    return writeOnce ? [] : [`The tag ${tag} ${why}: deploy by the digest instead.`];
  });
}

/** The error of a publication that did not reach every registry, or undefined. `explain` replaces an error by its real reason in this run. */
export function publishError(
  { results, digest }: Publication,
  explain: (error: unknown) => unknown = (error) => error,
): PushError | undefined {
  const failed = results.filter(({ status }) => status === "failed");
  const [first] = failed;
  if (first === undefined) return undefined;
  const parts = failed.map(({ error }) => partsOf(explain(error)));
  const next = parts.find((each) => each.next !== undefined)?.next;
  return new PushError("not-published", {
    message: [...new Set(parts.map(({ message }) => message))].join("\n"),
    state: stateAfter(results, digest),
    next: next ?? "Run this step again: it only uploads what is missing.",
    cause: first.error,
  });
}

function stateAfter(results: readonly PublishResult[], digest: string): string {
  const written = results.flatMap((result) => result.written.map((tag) => `${nameOf(result)}:${tag}`));
  if (written.length > 0)
    return `This run set these tags to ${digest}: ${written.join(", ")}. It changed no other tag.`;
  return "No tag was changed in any registry. Layers that were uploaded stay there untagged and will not be uploaded again.";
}

function nameOf({ repository }: PublishResult): string {
  return repositoryName(repository);
}
