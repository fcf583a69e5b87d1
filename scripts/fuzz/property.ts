// What must hold of the code in one area for every input that a generator can make.
import type fc from "fast-check";

/** A generator with what must hold for everything that it makes. */
export interface Property {
  readonly title: string;
  /** How many of the requested runs it gets, for those that take long. Default: 1. */
  readonly share?: number;
  /** True for one that compares how long several inputs take. */
  readonly measuresItself?: boolean;
  readonly run: Runnable;
}

/** A property whose input has lost its type, so that one list can hold them all. */
interface Runnable {
  readonly input: fc.Arbitrary<unknown>;
  /** Throws, or rejects, when it does not hold. */
  readonly holds: (input: unknown) => void | Promise<void>;
}

export interface Area {
  readonly about: string;
  readonly properties: readonly Property[];
}

export function property<T>(
  title: string,
  input: fc.Arbitrary<T>,
  holds: (input: T) => void | Promise<void>,
  { share = 1 }: { readonly share?: number } = {},
): Property {
  // `input` makes nothing but values of T.
  return {
    title,
    share,
    measuresItself: /\btime\b.* grows\b/.test(title),
    run: { input, holds: (value) => holds(value as T) },
  };
}
