// Observations as lines a person reads: in the log, in a table, in an annotation.
import { judgeAttempt, shortfallOf } from "./judge.ts";
import type { Observation, Timings } from "./observation.ts";
import type { Policy } from "./policy.ts";
import { formatStatuses } from "./status.ts";

/** One line a URL: every address and what it said. */
export function describeAttempt(policy: Policy, seen: readonly Observation[]): readonly string[] {
  return judgeAttempt(policy, seen).map(({ url, observation: { attempt }, shortfall }) => {
    const answers = seen.filter((one) => one.url === url).map((one) => describe(policy, one));
    const verdict = shortfall === undefined ? "right" : "wrong";
    return `Attempt ${attempt}/${policy.maxAttempts} ${verdict}: ${url} ${answers.join(" | ")}`;
  });
}

/** `127.0.0.1: 503, expected 200, 12.3 ms (dns 0.4, connect 0.3, first byte 11.2)` */
export function describe(policy: Policy, observation: Observation): string {
  return `${observation.address ?? "no address"}: ${outcome(policy, observation)}${describeTimings(observation.timings)}`;
}

function describeTimings({ dns, connect, tls, firstByte, response }: Timings): string {
  const named = { dns, connect, tls, "first byte": firstByte };
  const phases = Object.entries(named).flatMap(([name, ms]) => (ms === undefined ? [] : [`${name} ${ms}`]));
  if (phases.length === 0) return "";
  return `${response === undefined ? "" : `, ${response} ms`} (${phases.join(", ")})`;
}

/** `200`, or what is wrong with it, without the timings. */
export function outcome(policy: Policy, observation: Observation): string {
  const { status, trouble, json } = observation;
  const shortfall = shortfallOf(policy, observation);
  if (shortfall === undefined) return `${status}`;
  if (trouble !== undefined)
    return `${status === undefined ? "" : `${status}, then `}${trouble.code.replaceAll("-", " ")}`;
  if (shortfall === "wrong-status") return `${status}, expected ${formatStatuses(policy.expectedStatus)}`;
  if (shortfall === "not-json") return `${status}, but the body is not JSON`;
  return `${status}, but ${mismatches(policy, json ?? []).join(", ")}`;
}

/** One for each expectation that does not hold: ``/commit says `a`, expected `b` ``. */
export function mismatches(policy: Policy, json: NonNullable<Observation["json"]>): readonly string[] {
  return policy.expectedJson.flatMap(({ pointer, equals }, index) => {
    const found = json[index];
    if (found?.asExpected === true) return [];
    if (found?.kind === "value") return [`${pointer} says \`${quoted(found.text ?? "")}\`, expected \`${equals}\``];
    return [
      `${pointer} is ${found === undefined || found.kind === "missing" ? "missing" : `a ${found.kind}`}, expected \`${equals}\``,
    ];
  });
}

/** What an application sent, on one line and without control characters. */
export const quoted = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll(
      /[\x7f-\x9f\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
