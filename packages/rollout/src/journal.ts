// Keeps the record of one attempt true while it happens: each phase is in the ledger before it begins, and the end is written once.
import { type BeginEvent, deploymentId, type EndEvent, type Ledger, type Phase } from "@deploy-actions/release";

/** What the summary shows of a phase. */
export type Lap = { readonly phase: Phase; readonly ms: number };

export type Journal = {
  readonly deployment: string;
  readonly phase: () => Phase;
  /** Whether the running containers may have been changed. */
  readonly touched: () => boolean;
  readonly enter: (phase: Phase) => Promise<void>;
  /** The first end counts; a later one is ignored. */
  readonly end: (end: Omit<EndEvent, "event" | "at" | "deployment">) => Promise<void>;
  readonly laps: () => readonly Lap[];
};

export async function openJournal(
  ledger: Ledger,
  begin: Omit<BeginEvent, "event" | "at" | "deployment">,
): Promise<Journal> {
  const started = new Date();
  const deployment = deploymentId(started);
  const entered: { phase: Phase; at: number }[] = [];
  let endedAt: number | undefined;
  let ending: Promise<void> | undefined;
  await ledger.append({ event: "begin", at: started.toISOString(), deployment, ...begin });
  return {
    deployment,
    phase: () => entered.at(-1)?.phase ?? "stage",
    touched: () => entered.some(({ phase }) => phase === "switch"),
    enter: async (phase) => {
      if (endedAt !== undefined) return;
      entered.push({ phase, at: performance.now() });
      await ledger.append({ event: "phase", at: new Date().toISOString(), deployment, phase });
    },
    end: (end) => {
      endedAt ??= performance.now();
      // Whoever comes second waits for the first, so that nobody leaves before it is written.
      ending ??= ledger.append({ event: "end", at: new Date().toISOString(), deployment, ...end });
      return ending;
    },
    laps: () =>
      entered.map(({ phase, at }, index) => ({
        phase,
        ms: (entered[index + 1]?.at ?? endedAt ?? performance.now()) - at,
      })),
  };
}
