// Actions that copy files of the repository to another machine, with scp, rsync or sftp. Input names are those of their action.yml.
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

/** appleboy/scp-action keeps the paths of its sources, except for the first `strip_components` segments. */
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

/** Actions that copy like rsync: the contents of a folder with a trailing slash, or otherwise the folder itself. */
function rsync(actions: readonly string[], source: string, target: string): ActionVerb {
  return {
    actions,
    read: () => NOTHING,
    copies: (step) => copies(step, source, " \n", target, ({ from, isContents }) => (isContents ? "" : baseName(from))),
  };
}

/** Base of relative paths on a host. */
const HOME: Folder = { directory: undefined, elsewhere: "~" };

/** `under` returns the destination of a source, relative to the target folder. */
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
