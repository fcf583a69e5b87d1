// One release to be made live, and everything known about what is there before.
import type { Policy } from "@deploy-actions/probe";
import type { BeginEvent, History, KeptContent, KeptRelease, Ledger } from "@deploy-actions/release";
import type { Container, Model } from "@deploy-actions/runtime";
import type { Setting } from "./context.ts";

export type Order = {
  readonly setting: Setting;
  readonly ledger: Ledger;
  readonly history: History;
  /** What runs now. */
  readonly containers: readonly Container[];
  readonly wanted: KeptRelease;
  /** How the wanted release is judged. */
  readonly policy: Policy;
  readonly files: ReadonlyMap<string, KeptContent>;
  /** What the kept compose files have to mean; absent where nothing but what was kept is left to say it. */
  readonly meant?: Model;
  readonly attempt: Pick<BeginEvent, "kind" | "reason">;
};
