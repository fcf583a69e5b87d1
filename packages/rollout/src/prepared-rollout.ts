// A release that is about to be made live, and the state before it.
import type { Policy } from "@deploy-actions/probe";
import type { BeginEvent, History, KeptContent, KeptRelease, Ledger } from "@deploy-actions/release";
import type { Container, Model } from "@deploy-actions/runtime";
import type { RolloutContext } from "./context.ts";

export type PreparedRollout = {
  readonly context: RolloutContext;
  readonly ledger: Ledger;
  readonly history: History;
  /** The running containers. */
  readonly containers: readonly Container[];
  readonly wanted: KeptRelease;
  /** The health policy of the wanted release. */
  readonly policy: Policy;
  readonly files: ReadonlyMap<string, KeptContent>;
  /** What the stored compose files must resolve to; absent for a rollback, which has only the stored files. */
  readonly intendedModel?: Model;
  readonly attempt: Pick<BeginEvent, "kind" | "reason">;
};
