// Actions that bring files of the repository to another machine, by scp, rsync or sftp. Inputs as their own action.yml names them.
import {
  baseName,
  type CopySource,
  copySources,
  type Folder,
  joinPath,
  pathFrom,
} from "@deploy-actions/workflow-source/command";
import type { ActionStep, ActionVerb, Copy } from "../action-verb.ts";
import { entriesOf, NOTHING, textOf, wordOf } from "./inputs.ts";

/** appleboy/scp-action packs its sources with the paths that they have, less the first `strip_components` parts. */
const scp: ActionVerb = {
  actions: ["appleboy/scp-action"],
  read: () => NOTHING,
  copies(step) {
    const strip = Number(textOf(step.input("strip_components")) ?? 0);
    return copies(step, "source", ",\n", "target", ({ from }) => from.split("/").slice(strip).join("/"));
  },
};

export const copy: readonly ActionVerb[] = [
  scp,
  rsync(["burnett01/rsync-deployments"], "path", "remote_path"),
  rsync(["easingthemes/ssh-deploy"], "source", "target"),
  rsync(["garygrossgarten/github-action-scp"], "local", "remote"),
  rsync(["wlixcc/sftp-deploy-action"], "local_path", "remote_path"),
];

/** Actions that copy as rsync does: what a folder with a slash behind it holds, or else the folder itself. */
function rsync(actions: readonly string[], source: string, target: string): ActionVerb {
  return {
    actions,
    read: () => NOTHING,
    copies: (step) => copies(step, source, " \n", target, ({ from, isContents }) => (isContents ? "" : baseName(from))),
  };
}

/** Where paths of a host start. */
const HOME: Folder = { directory: undefined, elsewhere: "~" };

/** `under` says where in the target folder a source comes to lie. */
function copies(
  step: ActionStep,
  source: string,
  separators: string,
  target: string,
  under: (source: CopySource) => string,
): readonly Copy[] {
  const folder = wordOf(step.input(target))?.values[0]?.text;
  const home = folder === undefined ? undefined : pathFrom(HOME, folder);
  if (home === undefined) return [];
  const around = { host: "runner" as const, directory: step.directory, files: step.files };
  return entriesOf(step.input(source), separators)
    .flatMap(({ values }) => values.flatMap(({ text }) => (text.startsWith("!") ? [] : copySources(text, around))))
    .flatMap((one) => {
      const to = joinPath(home, under(one));
      return to === undefined ? [] : [{ from: one.from, to }];
    });
}
