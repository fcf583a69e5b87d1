// Deploys: makes a release out of a compose file and pinned images, and carries it out.
import type { Policy } from "@deploy-actions/probe";
import { type KeptRelease, openLedger, releaseOf } from "@deploy-actions/release";
import { projectName } from "@deploy-actions/runtime";
import { containersOf } from "./containers.ts";
import type { Setting } from "./context.ts";
import { carryOut } from "./execute-rollout.ts";
import { noteHistory } from "./log-history.ts";
import { type ComposeSource, render } from "./render.ts";
import { type Result, refusal } from "./result.ts";

export type DeployOrder = { readonly source: ComposeSource; readonly policy: Policy };

/** Rejects only for faults of the program; everything that can go wrong is a Result. */
export async function deploy(setting: Setting, { source, policy }: DeployOrder): Promise<Result> {
  const { target, place, log, signal, by } = setting;
  try {
    const ledger = openLedger(target, place);
    const [rendered, history, containers] = await Promise.all([
      render(setting, ledger, source),
      ledger.read(),
      containersOf(target, projectName(place.app, place.environment), signal),
    ]);
    noteHistory(history, log);
    const { compose, images, variables, optional, files, meant } = rendered;
    const { app, environment } = place;
    const made = { at: new Date(), ...(by.commit === undefined ? {} : { commit: by.commit }) };
    const release = releaseOf({ app, environment, images, compose, variables, optional }, made);
    log.info(`Release ${release.id} of ${app} in ${environment}:`);
    for (const [service, image] of Object.entries(release.images)) log.info(`  ${service} ${image}`);
    const wanted: KeptRelease = { release, compose, policy };
    return await carryOut({
      setting,
      ledger,
      history,
      containers,
      wanted,
      policy,
      files,
      meant,
      attempt: { kind: "deploy" },
    });
  } catch (error) {
    return refusal(error);
  }
}
