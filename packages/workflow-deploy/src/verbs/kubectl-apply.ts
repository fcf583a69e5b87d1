// `kubectl apply`, `create` and `replace` send manifests to the cluster: files (`-f`), kustomizations (`-k`) or standard input.
import { type Companion, kustomizationsAt, manifestsAt, manifestsIn } from "@deploy-actions/workflow-companion";
import { firstText, type Word } from "@deploy-actions/workflow-source/command";
import { mapText, mark, only } from "@deploy-actions/workflow-source/value";
import type { Effect } from "../effect.ts";
import { isOn, type Option, valuesFor } from "../options.ts";
import { printsImageless } from "./kubectl-print.ts";
import { isDryRun, type KubectlUse } from "./kubectl-use.ts";

export function appliesFiles(use: KubectlUse): readonly Effect[] {
  const { by, command, options, operands } = use;
  // `kubectl apply set-last-applied` only writes an annotation, and `kubectl create secret` has no image.
  if (isDryRun(use) || operands.some((word) => NOTHING.test(firstText(word)))) return printsImageless(use);
  const reach = isOn(options, "-R", "--recursive") ? "tree" : "folder";
  const files = valuesFor(options, "-f", "--filename").flatMap(parts);
  const deployed = files.flatMap((word): readonly Effect[] => {
    if (!STANDARD_INPUT.test(firstText(word)))
      return [effect(by, word, manifestsAt(word.values, word.written, command, reach))];
    // Output of another command is reported at that command.
    return command.stdin === undefined ? [] : [effect(by, word, manifestsIn(command.stdin, "standard input"))];
  });
  const kustomized = valuesFor(options, "-k", "--kustomize").map((word) =>
    effect(by, word, kustomizationsAt(word.values, word.written, command)),
  );
  const all = [...deployed, ...kustomized, ...(options.given.some(isLeftToXargs) ? [unknown(use)] : [])];
  return all.length === 0 ? printsImageless(use) : all;
}

const STANDARD_INPUT = /^(?:-|\/dev\/stdin|\/dev\/fd\/0|\/proc\/self\/fd\/0)$/;

/** `xargs kubectl apply -f`: the file name is added at run time. */
function isLeftToXargs({ name, value }: Option): boolean {
  return value === undefined && (name === "-f" || name === "--filename");
}

function unknown({ by, command }: KubectlUse): Effect {
  const companion = manifestsAt(only(mark("command")), "what another command lists", command, "folder");
  return { does: "deploy-files", by, at: command.place, companion };
}

const NOTHING = /^(?:edit|set|view)-last-applied$/;

function effect(by: string, { place }: Word, companion: Companion): Effect {
  return { does: "deploy-files", by, at: place, companion };
}

/** `-f a.yaml,b.yaml` names two files. */
function parts(word: Word): readonly Word[] {
  const count = firstText(word).split(",").length;
  if (count === 1) return [word];
  return Array.from({ length: count }, (_, index) => ({
    ...word,
    written: word.written.split(",")[index] ?? word.written,
    values: mapText(word.values, (text) => text.split(",")[index] ?? ""),
  }));
}
