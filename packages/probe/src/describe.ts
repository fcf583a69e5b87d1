// Formats observations as text for the log, tables and annotations.
import { failureReasonOf, judgeAttempt } from "./judge.ts";
import type { Observation, Timings } from "./observation.ts";
import type { Policy } from "./policy.ts";
import { formatStatuses } from "./status.ts";

/** One line per URL, with the answer of every address. */
export function describeAttempt(policy: Policy, seen: readonly Observation[]): readonly string[] {
  return judgeAttempt(policy, seen).map(({ url, observation: { attempt }, failure }) => {
    const answers = seen.filter((one) => one.url === url).map((one) => describe(policy, one));
    const verdict = failure === undefined ? "ok" : "failed";
    return `Attempt ${attempt}/${policy.maxAttempts} ${verdict}: ${url} ${answers.join(" | ")}`;
  });
}

/** `127.0.0.1: 503, expected 200, 12.3 ms (dns 0.4, connect 0.3, first byte 11.2)` */
export function describe(policy: Policy, observation: Observation): string {
  return `${observation.address ?? "no address"}: ${describeOutcome(policy, observation)}${describeTimings(observation.timings)}`;
}

function describeTimings({ dns, connect, tls, firstByte, response }: Timings): string {
  const named = { dns, connect, tls, "first byte": firstByte };
  const phases = Object.entries(named).flatMap(([name, ms]) => (ms === undefined ? [] : [`${name} ${ms}`]));
  if (phases.length === 0) return "";
  return `${response === undefined ? "" : `, ${response} ms`} (${phases.join(", ")})`;
}

/** `200`, or the failure, without the timings. */
export function describeOutcome(policy: Policy, observation: Observation): string {
  const { status, trouble, json } = observation;
  const failure = failureReasonOf(policy, observation);
  if (failure === undefined) return `${status}`;
  if (trouble !== undefined)
    return `${status === undefined ? "" : `${status}, then `}${trouble.code.replaceAll("-", " ")}`;
  if (failure === "wrong-status") return `${status}, expected ${formatStatuses(policy.expectedStatus)}`;
  if (failure === "not-json") return `${status}, but the body is not JSON`;
  return `${status}, but ${mismatches(policy, json ?? []).join(", ")}`;
}

/** One text for each unmet expectation, such as ``/commit is `a`, expected `b` ``. */
export function mismatches(policy: Policy, json: NonNullable<Observation["json"]>): readonly string[] {
  return policy.expectedJson.flatMap(({ pointer, equals }, index) => {
    const found = json[index];
    if (found?.asExpected === true) return [];
    if (found?.kind === "value" && found.text === undefined)
      return [`${pointer} has another value at an origin whose answers are not shown, expected \`${equals}\``];
    if (found?.kind === "value") return [`${pointer} is \`${quoted(found.text ?? "")}\`, expected \`${equals}\``];
    return [
      `${pointer} is ${found === undefined || found.kind === "missing" ? "missing" : `a ${found.kind}`}, expected \`${equals}\``,
    ];
  });
}

/** Text from an application, on one line and without control characters. */
export const quoted = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll(
      /[\x7f-\x9f\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
