// Tracks what is uploaded to each repository: a line in the log now and then, and the numbers for the table at the end.
// Nothing is reported while there is no progress.
import type { Clock } from "@deploy-actions/contract";
import { type OnTransfer, type Repository, repositoryName, type Transfer } from "@deploy-actions/registry";

/** What one repository got. Only uploaded bytes are counted; times in milliseconds. */
export type Traffic = {
  readonly bytes: number;
  readonly layers: { readonly copied: number; readonly mounted: number; readonly present: number };
  /** From the start of the first upload to the last completed layer. */
  readonly tookMs: number;
};

export type Progress = {
  readonly onTransfer: OnTransfer;
  readonly trafficOf: (repository: Repository) => Traffic;
  /** One line about all repositories, or undefined if nothing has happened since the last one. */
  readonly line: () => string | undefined;
};

type LayerStatus = "copied" | "mounted" | "present";
type RepositoryProgress = {
  bytes: number;
  /** What the last line reported. */
  reported: { bytes: number; layers: number; at: number };
  uploading: number;
  readonly completed: Map<string, LayerStatus>;
  first: number | undefined;
  last: number;
};

export function trackProgress(clock: Clock): Progress {
  const byRepository = new Map<Repository, RepositoryProgress>();
  const progressOf = (repository: Repository): RepositoryProgress => {
    const known = byRepository.get(repository);
    if (known !== undefined) return known;
    const at = clock.now();
    const progress: RepositoryProgress = {
      bytes: 0,
      reported: { bytes: 0, layers: 0, at },
      uploading: 0,
      completed: new Map(),
      first: undefined,
      last: at,
    };
    byRepository.set(repository, progress);
    return progress;
  };
  return {
    onTransfer: (transfer) => record(progressOf(transfer.repository), transfer, clock.now()),
    trafficOf: (repository) => trafficIn(byRepository.get(repository)),
    line() {
      const hasNews = [...byRepository.values()].some(
        ({ bytes, completed, reported }) => bytes !== reported.bytes || completed.size !== reported.layers,
      );
      if (!hasNews) return undefined;
      const at = clock.now();
      const parts = [...byRepository].map(([repository, progress]) => describe(repository, progress, at));
      for (const progress of byRepository.values()) {
        progress.reported = { bytes: progress.bytes, layers: progress.completed.size, at };
      }
      return parts.join(" | ");
    },
  };
}

/** Reports a line every `everyMs` while there is progress. Call the result to stop. */
export function reportProgress(
  { line }: Progress,
  report: (line: string) => void,
  clock: Clock,
  everyMs = 5000,
): () => void {
  const tick = (): void => {
    cancel = clock.after(everyMs, tick);
    const text = line();
    if (text !== undefined) report(text);
  };
  let cancel = clock.after(everyMs, tick);
  return () => cancel();
}

function record(progress: RepositoryProgress, transfer: Transfer, at: number): void {
  progress.last = at;
  switch (transfer.kind) {
    case "started":
      progress.uploading += 1;
      progress.first ??= at;
      break;
    case "moved":
      progress.bytes += transfer.bytes;
      break;
    case "failed":
      progress.uploading = Math.max(0, progress.uploading - 1);
      break;
    case "completed": {
      const { digest } = transfer.blob;
      if (transfer.status === "copied") progress.uploading = Math.max(0, progress.uploading - 1);
      else progress.first ??= at;
      // A layer that was uploaded is found there later, which is not news.
      if (digest !== undefined && !progress.completed.has(digest)) progress.completed.set(digest, transfer.status);
    }
  }
}

function trafficIn(progress: RepositoryProgress | undefined): Traffic {
  if (progress === undefined) return { bytes: 0, layers: { copied: 0, mounted: 0, present: 0 }, tookMs: 0 };
  const { bytes, completed, first, last } = progress;
  const count = (status: LayerStatus): number => [...completed.values()].filter((each) => each === status).length;
  const layers = { copied: count("copied"), mounted: count("mounted"), present: count("present") };
  return { bytes, layers, tookMs: first === undefined ? 0 : last - first };
}

function describe(repository: Repository, progress: RepositoryProgress, at: number): string {
  const { bytes, reported, completed, uploading } = progress;
  const [moved, seconds] = [bytes - reported.bytes, (at - reported.at) / 1000];
  const rate = uploading > 0 && moved > 0 && seconds > 0 ? ` at ${formatBytes(moved / seconds)}/s` : "";
  const pending = uploading === 0 ? "" : `, ${uploading} uploading`;
  const layers = completed.size === 1 ? "1 layer" : `${completed.size} layers`;
  return `${repositoryName(repository)}: ${layers}${pending}, ${formatBytes(bytes)}${rate}`;
}

/** A number of bytes in decimal units. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(bytes < 1000 ? 1 : 0)} kB`;
  return bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}
