// Expected HTTP statuses, as single statuses and ranges such as `300-399` (RFC 9110, section 15: three digits, 100 to 599).
import { ProbeError } from "./error.ts";

/** Both ends included. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

export const isStatus = (code: number): boolean => Number.isInteger(code) && code >= 100 && code <= 599;

/** Reads `200` or `300-399`. @throws ProbeError `bad-status` */
export function parseStatus(text: string): StatusRange {
  const [, low, high = low] = /^(\d{3})(?:\s*-\s*(\d{3}))?$/.exec(text.trim()) ?? [];
  const range = { from: Number(low), to: Number(high) };
  if (isStatus(range.from) && isStatus(range.to) && range.from <= range.to) return range;
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
