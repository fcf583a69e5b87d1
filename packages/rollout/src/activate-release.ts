// Makes one release live and finds out whether it answers: switch, probe, and a look at its containers all the while.
import { diagnose, type Policy, soon, type Verdict, watch } from "@deploy-actions/probe";
import type { KeptRelease, Ledger } from "@deploy-actions/release";
import { attempt, type ComposeProject, type Container, compose, projectName } from "@deploy-actions/runtime";
import { composeWords } from "./compose-error-message.ts";
import { type Baseline, containersOf, type Failing, failing, guard } from "./containers.ts";
import type { Setting } from "./context.ts";
import { fingerprintsOf, withFingerprints } from "./fingerprints.ts";
import type { Journal } from "./journal.ts";
import { modelOf } from "./read-compose-model.ts";
import { steadiness } from "./stability.ts";

/** How it went, and how the containers stand now. `why` is one sentence; `next` what to look at. */
export type Live = Good | Bad;
type Good = { readonly ok: true; readonly verdict: Verdict; readonly containers: readonly Container[] };
export type Bad = {
  readonly ok: false;
  readonly why: string;
  readonly next: string;
  readonly verdict?: Verdict;
  readonly containers: readonly Container[];
  /** Those that failed; all of them where it was the probe that said no. */
  readonly suspects: readonly Container[];
};

export type Going = {
  readonly setting: Setting;
  readonly ledger: Ledger;
  readonly kept: KeptRelease;
  /** How its health is judged; while rolling back, the one it was kept with. */
  readonly policy: Policy;
  readonly baseline: Baseline;
};

/** Rejects only when cancelled, or when the engine has gone. */
export async function makeLive(going: Going, journal: Pick<Journal, "enter"> | undefined): Promise<Live> {
  const { setting, ledger, kept, baseline } = going;
  const { target, log, signal } = setting;
  const project = await projectOf(setting, ledger, kept);
  await journal?.enter("switch");
  const onLine = (line: string): void => log.debug(line);
  const switched = await attempt(target, compose.up(project), { signal, onLine });
  if (switched.code !== 0) {
    const containers = await containersOf(target, project.name, signal);
    const failed = failing(containers, baseline);
    const words = `Compose could not start release ${kept.release.id}: ${composeWords(switched.stderr)}`;
    const why = [words, ...failed.map(sentence)].join(" ");
    return {
      ok: false,
      why,
      next: "Compose's own words and the containers' last lines in the log say why.",
      containers,
      suspects: suspectsOf(failed, containers),
    };
  }
  await journal?.enter("probe");
  const live = await probe(going, project.name);
  if (!live.ok) return live;
  const { fallen, containers } = await steadiness(
    setting,
    live.containers.map(({ id }) => id),
    baseline,
  );
  return fallen.length === 0 ? { ...live, containers } : down(kept, fallen, live.verdict, containers);
}

/** The release as Compose is given it, with fingerprints of the values that Compose's own hash does not see. */
async function projectOf(setting: Setting, ledger: Ledger, { release }: KeptRelease): Promise<ComposeProject> {
  const { place, variables } = setting;
  const name = projectName(place.app, place.environment);
  const project = { name, files: ledger.composeFiles(release), variables };
  const model = await modelOf(setting, project, `release ${release.id}`);
  return withFingerprints(project, await fingerprintsOf(setting, ledger, await ledger.makeKey(), model));
}

/** Judges what runs now, and does not touch it. */
export async function probe(
  { setting, policy, kept, baseline }: Omit<Going, "ledger">,
  project: string,
): Promise<Live> {
  const { target, log, signal, headers } = setting;
  const containers = guard(target, project, baseline, signal);
  try {
    const { verdict, observations } = await watch(policy, {
      log,
      signal,
      headers,
      giveUp: containers.failed,
      looksAhead: soon,
    });
    const first = verdict.state === "healthy" ? await containers.firstLook : undefined;
    if (first?.failing.length === 0) return { ok: true, verdict, containers: first.containers };
    const now = await containersOf(target, project, signal);
    const failed = first === undefined ? failing(now, baseline) : first.failing;
    if (failed.length > 0) return down(kept, failed, verdict, now);
    const { explanation, remedy } = diagnose(policy, observations);
    const why = `Release ${kept.release.id} is not healthy. ${explanation}`;
    return { ok: false, why, next: remedy, verdict, containers: now, suspects: now };
  } finally {
    containers.stop();
  }
}

/** What the probe and the containers said, in sentences. */
export function sawOf(live: Live): string {
  const attempts = live.verdict?.attempts ?? 0;
  const asked = `${attempts} ${attempts === 1 ? "attempt" : "attempts"}`;
  return live.ok ? `Answers right (${asked}).` : `${live.why} (${asked})`;
}

function down(
  { release }: KeptRelease,
  failed: readonly Failing[],
  verdict: Verdict,
  containers: readonly Container[],
): Bad {
  const why = `Release ${release.id} does not stay up: ${failed.map(sentence).join(" ")}`;
  return { ok: false, why, next: LAST_LINES, verdict, containers, suspects: suspectsOf(failed, containers) };
}

const LAST_LINES = "Read the container's last lines, which are in the log.";

function suspectsOf(failed: readonly Failing[], all: readonly Container[]): readonly Container[] {
  return failed.length > 0 ? failed.map(({ container }) => container) : all;
}

function sentence({ container: { service, name }, why }: Failing): string {
  return `Service ${service} (container ${name}) ${why}.`;
}
