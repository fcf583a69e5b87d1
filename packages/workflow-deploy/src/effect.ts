// What a command or an action does with images, as a value. A verb (verbs/) only says so; whether that is a deploy, and what
// follows from it, is decided for the whole job.
import { type Companion, type ImageUse, printedManifests } from "@deploy-actions/workflow-companion";
import type { SourcePlace, Template } from "@deploy-actions/workflow-source";
import type { Means } from "./means.ts";

/** `by` names the command or slot as a reader would: `docker pull`, `kubectl set image`, `azure/webapps-deploy`. */
export type Effect =
  /** A container is started (or created) on the machine. `stays`: left running; `throwaway`: removed when it ends. */
  | {
      readonly does: "start";
      readonly by: string;
      readonly image: ImageUse;
      readonly stays: boolean;
      readonly throwaway: boolean;
    }
  | { readonly does: "pull"; readonly by: string; readonly image: ImageUse }
  /**
   * An orchestrator, platform or deployable file is told to run this image. `numberProne`: the tag is a short commit that the command
   * reads as a number when it has no letters.
   */
  | { readonly does: "deploy"; readonly by: string; readonly image: ImageUse; readonly numberProne?: true }
  /** An orchestrator is told to run what files name. `at` is the command. */
  | { readonly does: "deploy-files"; readonly by: string; readonly at: SourcePlace; readonly companion: Companion }
  /** A text for whoever reads it: manifests, a compose file. */
  | { readonly does: "print"; readonly text: Template }
  /** What runs is started again, and its image pulled again by the name it has. `what` reads as a noun: `deployment/api`. */
  | { readonly does: "restart"; readonly by: string; readonly at: SourcePlace; readonly what: string }
  /** Images are built under these names on this machine; `caches` are only read as a build cache. */
  | {
      readonly does: "make";
      readonly by: string;
      readonly images: readonly ImageUse[];
      readonly caches: readonly ImageUse[];
      readonly at: SourcePlace;
    }
  /** Images come out of a file, under names that nobody knows. */
  | { readonly does: "load" }
  | { readonly does: "tag"; readonly image: ImageUse; readonly as: ImageUse }
  | { readonly does: "push"; readonly image: ImageUse }
  /** A command or an action that nothing was read from. `means` says how likely it is that it deploys. */
  | { readonly does: "unread"; readonly written: string; readonly at: SourcePlace; readonly means: Means }
  /** From here on the job goes on only if these are immutable: the run-time guard. */
  | { readonly does: "guard"; readonly images: readonly ImageUse[] };

/** The same effects, and that what they deploy is printed, where it is known. */
export function alsoPrinted(effects: readonly Effect[]): readonly Effect[] {
  const printed = effects.flatMap((effect): readonly Effect[] => {
    if (effect.does !== "deploy-files" || effect.companion.unknown.length > 0) return [];
    return [{ does: "print", text: printedManifests(effect.companion.images) }];
  });
  return [...effects, ...printed];
}
