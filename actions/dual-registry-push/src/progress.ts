// Follows what travels to each repository: now and then a line for people who wait, and figures for the table at the end.
// Nothing is said while nothing moves.
import type { OnTransfer, Repository, Transfer } from "@deploy-actions/registry";

/** What one repository got. Bytes are those that were sent; times in milliseconds. */
export type Traffic = {
  readonly bytes: number;
  readonly layers: { readonly copied: number; readonly mounted: number; readonly present: number };
  /** From the first byte's turn to the last layer in place. */
  readonly tookMs: number;
};

export type Progress = {
  readonly watch: OnTransfer;
  readonly trafficOf: (repository: Repository) => Traffic;
  /** One line on all repositories, or undefined where nothing has happened since the last. */
  readonly line: () => string | undefined;
};

type Landed = "copied" | "mounted" | "present";
type Course = {
  bytes: number;
  /** What was told last. */
  told: { bytes: number; layers: number; at: number };
  onTheWay: number;
  readonly landed: Map<string, Landed>;
  first: number | undefined;
  last: number;
};

/** `now`: milliseconds of a clock that only goes forward. */
export function followProgress(now: () => number = () => performance.now()): Progress {
  const courses = new Map<Repository, Course>();
  const courseOf = (repository: Repository): Course => {
    const known = courses.get(repository);
    if (known !== undefined) return known;
    const at = now();
    const course = {
      bytes: 0,
      told: { bytes: 0, layers: 0, at },
      onTheWay: 0,
      landed: new Map(),
      first: undefined,
      last: at,
    };
    courses.set(repository, course);
    return course;
  };
  return {
    watch: (transfer) => note(courseOf(transfer.repository), transfer, now()),
    trafficOf: (repository) => trafficIn(courses.get(repository)),
    line() {
      const news = [...courses].filter(
        ([, { bytes, landed, told }]) => bytes !== told.bytes || landed.size !== told.layers,
      );
      if (news.length === 0) return undefined;
      const at = now();
      const words = [...courses].map(([repository, course]) => sentence(repository, course, at));
      for (const course of courses.values()) course.told = { bytes: course.bytes, layers: course.landed.size, at };
      return words.join(" | ");
    },
  };
}

/** Says a line every `everyMs`, as long as something moves; call the result to stop. */
export function sayProgress({ line }: Progress, say: (line: string) => void, everyMs = 5000): () => void {
  const timer = setInterval(() => {
    const words = line();
    if (words !== undefined) say(words);
  }, everyMs);
  return () => clearInterval(timer);
}

function note(course: Course, transfer: Transfer, at: number): void {
  course.last = at;
  switch (transfer.kind) {
    case "started":
      course.onTheWay += 1;
      course.first ??= at;
      break;
    case "moved":
      course.bytes += transfer.bytes;
      break;
    case "failed":
      course.onTheWay = Math.max(0, course.onTheWay - 1);
      break;
    case "completed": {
      const { digest } = transfer.blob;
      if (transfer.outcome === "copied") course.onTheWay = Math.max(0, course.onTheWay - 1);
      else course.first ??= at;
      // A layer that was sent is found there later on, which is no news.
      if (digest !== undefined && !course.landed.has(digest)) course.landed.set(digest, transfer.outcome);
    }
  }
}

function trafficIn(course: Course | undefined): Traffic {
  if (course === undefined) return { bytes: 0, layers: { copied: 0, mounted: 0, present: 0 }, tookMs: 0 };
  const count = (outcome: Landed): number => [...course.landed.values()].filter((each) => each === outcome).length;
  const layers = { copied: count("copied"), mounted: count("mounted"), present: count("present") };
  return { bytes: course.bytes, layers, tookMs: course.first === undefined ? 0 : course.last - course.first };
}

function sentence({ registry, name }: Repository, { bytes, told, landed, onTheWay }: Course, at: number): string {
  const [moved, seconds] = [bytes - told.bytes, (at - told.at) / 1000];
  const rate = onTheWay > 0 && moved > 0 && seconds > 0 ? ` at ${size(moved / seconds)}/s` : "";
  const waiting = onTheWay === 0 ? "" : `, ${onTheWay} on the way`;
  return `${registry.host}/${name}: ${landed.size} layers${waiting}, ${size(bytes)}${rate}`;
}

/** Bytes as people read them, in decimal units. */
export function size(bytes: number): string {
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(bytes < 1000 ? 1 : 0)} kB`;
  return bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}
