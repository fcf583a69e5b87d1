// Which HTTP statuses are right: `200`, `204`, `300-399`, several of them (RFC 9110, section 15: three digits, 100 to 599).
import { z } from "zod";
import { ProbeError } from "./error.ts";

const code = z.int().min(100).max(599);

/** Both ends included. */
export const statusRange = z
  .object({ from: code, to: code })
  .refine(({ from, to }) => from <= to, "a range of statuses runs upwards");
export type StatusRange = z.output<typeof statusRange>;

/** Reads `200` or `300-399`. @throws ProbeError `bad-status` */
export function parseStatus(text: string): StatusRange {
  const [, from, to = from] = /^(\d{3})(?:\s*-\s*(\d{3}))?$/.exec(text.trim()) ?? [];
  const range = statusRange.safeParse({ from: Number(from), to: Number(to) });
  if (range.success) return range.data;
  throw new ProbeError(
    "bad-status",
    `\`${text}\` is not an HTTP status`,
    "Write statuses from 100 to 599 and ranges of them, such as `200,204,300-399`.",
  );
}

export const isExpectedStatus = (expected: readonly StatusRange[], status: number): boolean =>
  expected.some(({ from, to }) => status >= from && status <= to);

export const formatStatuses = (expected: readonly StatusRange[]): string =>
  expected.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(", ");
