// Prints the result of a push to two registries when one of them fails, and of the same push again: the cases
// of the engine test, run with a real engine and real registries.
//   npm run show -- fault-matrix

import { type PublishResult, RegistryError } from "../../packages/registry/src/index.ts";
import { FAULT_MATRIX } from "../../packages/registry/test/fault-matrix.ts";
import { type FaultStand, faultStand, isEqual, isWhole, type Lived } from "../../packages/registry/test/fault-stand.ts";
import { runningSession } from "../../test/engine/index.ts";
import { aligned } from "../bench/figure.ts";

const HEAD = ["one registry has", "the other", "that one", "digests", "tag", "the same push again"];

/** True when the registries are equal and complete in every case. */
export async function faultMatrix(): Promise<boolean> {
  const session = runningSession(process.env);
  if (session === undefined) throw new Error("this needs an engine with registries");
  const stand = await faultStand(session);
  try {
    const days = await liveAll(stand);
    const equal = days.filter(isEqual).length;
    const healed = days.filter(({ digest, tagsAtEnd }) => tagsAtEnd.every((tag) => tag === digest)).length;
    console.log(aligned([HEAD, ...days.map(row)]));
    console.log(
      `\ndigests equal in ${equal} of ${days.length}, all complete after the second push in ${healed} of ${days.length}`,
    );
    return equal === days.length && healed === days.length;
  } finally {
    await stand.end();
  }
}

async function liveAll(stand: FaultStand): Promise<Lived[]> {
  const days: Lived[] = [];
  for (const day of FAULT_MATRIX) {
    console.error(`… ${day.name}`);
    days.push(await stand.live(day));
  }
  return days;
}

function row(lived: Lived): string[] {
  const { day, outcomes, again, struck, tags } = lived;
  const [one, other] = outcomes.toReversed();
  const set = tags.filter((tag) => tag !== undefined).length;
  return [
    `${day.name}${struck > 1 ? `, ${struck} times` : ""}`,
    other === undefined ? "" : describeResult(other),
    one === undefined ? "" : describeResult(one),
    isEqual(lived) ? "equal" : "DIFFER",
    isWhole(lived) ? (set === 0 ? "nowhere" : "everywhere") : "in one",
    again.map(describeResult).join("; "),
  ];
}

/** The result for one registry, and what was uploaded to it other than by the stream. */
function describeResult({ status, copy, error }: PublishResult): string {
  if (error instanceof RegistryError) return `${status}: ${error.reason}`;
  if (error !== undefined) return `${status}: ${String(error)}`;
  const copied = copy?.copied ?? 0;
  return copied === 0 ? status : `${status}, ${copied} copied from the other`;
}
