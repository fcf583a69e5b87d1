// Whether the time that some work takes grows in proportion to its input: measured at several sizes of the same shape.
import fc from "fast-check";

/** A text with a part that is repeated. */
export interface Shape {
  readonly head: string;
  readonly unit: string;
  readonly tail: string;
}

/** Shapes from these pieces. The repeated part is short, because what makes a program slow usually is. */
export function shapesOf(pieces: readonly string[]): fc.Arbitrary<Shape> {
  const part = (maxLength: number, minLength = 0): fc.Arbitrary<string> =>
    fc.array(fc.constantFrom(...pieces), { minLength, maxLength }).map((all) => all.join(""));
  return fc.record({ head: part(3), unit: part(4, 1), tail: part(3) });
}

/** Characters: the work is measured at each size while it is fast. */
const SIZES = [4_000, 16_000, 64_000];
/** Four times the size takes four times as long; sixteen times as long would be quadratic. */
const MOST_GROWTH = 11;
/** Milliseconds. Below this, other work of the process decides how long it takes. */
const NOTICEABLE = 60;
/** Milliseconds for a size at which the work counts as too slow, whatever it grows by. */
const TOO_SLOW = 4_000;

/** Throws if the work takes much more than four times as long for four times the input. */
export async function expectProportional(
  { head, unit, tail }: Shape,
  work: (text: string) => unknown,
  sizes: readonly number[] = SIZES,
): Promise<void> {
  if (unit === "") return;
  let before: number | undefined;
  for (const size of sizes) {
    const text = head + unit.repeat(Math.ceil(size / unit.length)) + tail;
    let took = await cpuTime(() => work(text));
    const suspicious = (): boolean =>
      took > TOO_SLOW || (before !== undefined && took > NOTICEABLE && took > before * MOST_GROWTH);
    for (let again = 0; again < 3 && suspicious(); again++) took = Math.min(took, await cpuTime(() => work(text)));
    if (suspicious()) {
      const earlier = before === undefined ? "" : `, after ${before.toFixed(0)} ms for a quarter of that`;
      throw new Error(`${text.length} characters take ${took.toFixed(0)} ms of the processor's time${earlier}`);
    }
    before = Math.max(took, 1);
  }
}

/** Milliseconds of this thread. */
async function cpuTime(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
