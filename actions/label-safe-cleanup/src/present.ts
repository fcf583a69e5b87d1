// Shows the result of a cleanup: outputs, summary and warnings.
import type { OutputsOf, Summary } from "@deploy-actions/action";
import type { Log } from "@deploy-actions/contract";
import type * as cleanup from "@deploy-actions/runtime/cleanup";
import type { definition } from "./definition.ts";
import type { Kind } from "./kinds.ts";

const PLURALS: Readonly<Record<Kind, string>> = {
  container: "containers",
  image: "images",
  volume: "volumes",
  network: "networks",
};
const KINDS = ["container", "image", "volume", "network"] as const;

export function outputsOf(cleaned: cleanup.CleanupResult, bytes: number | undefined): OutputsOf<typeof definition> {
  const { removed, kept, failed, notReached: left } = cleaned;
  return {
    "containers-removed": count(removed, "container"),
    "images-removed": count(removed, "image"),
    "volumes-removed": count(removed, "volume"),
    "networks-removed": count(removed, "network"),
    failed: failed.length + left.length,
    "bytes-reclaimed": bytes,
    removed: removed.map(named),
    protected: kept.map(({ object, reason, why }) => ({ ...named(object), reason, why })),
  };
}

/** "Removed 3 containers and 1 volume (1.2 MB), kept 2." */
export function lastLine(cleaned: cleanup.CleanupResult, bytes: number | undefined, dryRun: boolean): string {
  const counts = KINDS.flatMap((kind) => {
    const many = count(cleaned.removed, kind);
    return many === 0 ? [] : [`${many} ${many === 1 ? kind : PLURALS[kind]}`];
  });
  const objects = counts.length === 0 ? "nothing" : joinWithAnd(counts);
  const failures = cleaned.failed.length + cleaned.notReached.length;
  const freed = bytes === undefined || bytes === 0 ? "" : ` (${size(bytes)})`;
  return `${dryRun ? "Would remove" : "Removed"} ${objects}${freed}, kept ${cleaned.kept.length}${failures === 0 ? "" : `, could not remove ${failures}`}.`;
}

export function present(
  cleaned: cleanup.CleanupResult,
  bytes: number | undefined,
  dryRun: boolean,
  summary: Summary,
): void {
  const { removed, kept, failed, notReached: left } = cleaned;
  const incomplete = failed.length + left.length > 0;
  summary.headline(
    dryRun ? "planned" : incomplete ? "warning" : "good",
    `Cleanup: ${lastLine(cleaned, bytes, dryRun)}`,
  );
  const notRemoved = [...failed, ...left].map(({ object }) => object);
  const keptObjects = kept.map(({ object }) => object);
  summary.table(
    ["", dryRun ? "would be removed" : "removed", "kept", "not removed"],
    KINDS.map((kind) => [
      PLURALS[kind],
      ...[removed, keptObjects, notRemoved].map((objects) => `${count(objects, kind)}`),
    ]),
  );
  if (!dryRun)
    summary.paragraph(bytes === undefined ? "Disk space freed: not measured." : `Disk space freed: ${size(bytes)}.`);
  if (kept.length > 0) {
    summary.table(
      ["kept", "name", "reason"],
      kept.map(({ object, why }) => [object.kind, code(object.name), why]),
    );
  }
  if (notRemoved.length > 0) {
    summary.table(
      ["not removed", "name", "reason"],
      [...failed, ...left].map(({ object, why }) => [object.kind, code(object.name), why]),
    );
  }
  if (removed.length > 0) {
    const lines = removed.map(({ kind, name, id }) => `${kind}  ${name}  ${id}`);
    summary.details(dryRun ? "Would be removed" : "Removed", lines.join("\n"));
  }
}

/** For a cleanup that could not start, for example without a Docker engine. */
export function presentNothingDone(why: string, summary: Summary): void {
  summary.headline("warning", "Cleanup: nothing was cleaned up");
  summary.paragraph(why);
}

/** Warns when it is unknown which images a rollback needs. */
export function warnOfLedger({ unknown }: cleanup.KeepImages, log: Log): void {
  if (unknown === undefined) return;
  log.warning(
    `No image was removed: ${unknown} Make the ledger readable for this step (in the folder from state-dir), or do not clean up images (kinds: containers, volumes, networks).`,
  );
}

/** A label that may be inherited from the image says nothing about the object itself. */
export function warnOfInherited(kept: readonly cleanup.KeptObject[], log: Log): void {
  const names = kept.filter(({ reason }) => reason === "labels-inherited").map(({ object }) => object.name);
  if (names.length === 0) return;
  log.warning(
    `Kept ${names.join(", ")}: a label in match-labels is also on the underlying image, so it may be inherited and say nothing about the purpose of the object. ` +
      "To remove them, match only labels that are set on the containers and images themselves (for example run=<run id>), and remove the other labels from the base image. To keep them without this warning, set a protect label.",
  );
}

export function warnOfLeft(left: readonly cleanup.FailedObject[], log: Log): void {
  const why = left[0]?.why;
  if (why === undefined) return;
  log.warning(
    `The cleanup stopped early; ${left.length} object${left.length === 1 ? " was" : "s were"} not removed: ${why} Run the step again, or raise timeout-seconds.`,
  );
}

function count(objects: readonly cleanup.EngineObject[], kind: Kind): number {
  return objects.filter((object) => object.kind === kind).length;
}

function named({ kind, id, name }: cleanup.EngineObject): { kind: Kind; id: string; name: string } {
  return { kind, id, name };
}

function joinWithAnd(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** Decimal units, as in docker's output. */
function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 ? value : value.toFixed(1)} ${units[step]}`;
}

/** Formats a name as code; a backtick in it would end the code early. */
function code(name: string): string {
  return `\`${name.replaceAll("`", "'")}\``;
}
