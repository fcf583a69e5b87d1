// Deploys: creates a release from a compose file and pinned images, and makes it live.
import type { Policy } from "@deploy-actions/probe";
import { type KeptRelease, openLedger, releaseOf } from "@deploy-actions/release";
import { projectName } from "@deploy-actions/runtime";
import { containersOf } from "./containers.ts";
import type { RolloutContext } from "./context.ts";
import { executeRollout } from "./execute-rollout.ts";
import { logHistory } from "./log-history.ts";
import { type ComposeSource, render } from "./render.ts";
import { type Result, refusal } from "./result.ts";

export type DeployRequest = { readonly source: ComposeSource; readonly policy: Policy };

/** Expected failures are a Result; rejects only for bugs. */
export async function deploy(context: RolloutContext, { source, policy }: DeployRequest): Promise<Result> {
  const { target, location, log, signal, by } = context;
  try {
    const ledger = openLedger(target, location);
    const [rendered, history, containers] = await Promise.all([
      render(context, ledger, source),
      ledger.read(),
      containersOf(target, projectName(location.app, location.environment), signal),
    ]);
    logHistory(history, log);
    const { compose, images, variables, optional, files, intendedModel } = rendered;
    const { app, environment } = location;
    const created = { at: new Date(), ...(by.commit === undefined ? {} : { commit: by.commit }) };
    const release = releaseOf({ app, environment, images, compose, variables, optional }, created);
    log.info(`Release ${release.id} of ${app} in ${environment}:`);
    for (const [service, image] of Object.entries(release.images)) log.info(`  ${service} ${image}`);
    const wanted: KeptRelease = { release, compose, policy };
    return await executeRollout({
      context,
      ledger,
      history,
      containers,
      wanted,
      policy,
      files,
      intendedModel,
      attempt: { kind: "deploy" },
    });
  } catch (error) {
    return refusal(error);
  }
}
