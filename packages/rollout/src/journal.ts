// Records one attempt in the ledger while it runs: each phase before it starts, and the end exactly once.
import { type BeginEvent, deploymentId, type EndEvent, type Ledger, type Phase } from "@deploy-actions/release";

export type PhaseDuration = { readonly phase: Phase; readonly ms: number };

export type Journal = {
  readonly deployment: string;
  readonly phase: () => Phase;
  /** Whether the running containers may have been changed. */
  readonly touched: () => boolean;
  readonly enter: (phase: Phase) => Promise<void>;
  /** Only the first call has an effect. */
  readonly end: (end: Omit<EndEvent, "event" | "at" | "deployment">) => Promise<void>;
  readonly phaseDurations: () => readonly PhaseDuration[];
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
      // A second caller waits for the first write, so that the process does not exit before it is complete.
      ending ??= ledger.append({ event: "end", at: new Date().toISOString(), deployment, ...end });
      return ending;
    },
    phaseDurations: () =>
      entered.map(({ phase, at }, index) => ({
        phase,
        ms: (entered[index + 1]?.at ?? endedAt ?? performance.now()) - at,
      })),
  };
}
