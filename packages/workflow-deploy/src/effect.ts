// The effect of a command or action on images. Verbs (verbs/) only report effects; whether an effect is a deploy is decided for the
// complete job.
import { type Companion, type ImageUse, printedManifests } from "@deploy-actions/workflow-companion";
import type { SourcePlace, Template } from "@deploy-actions/workflow-source";

/**
 * - `tool`: a deploy tool that deploys an application. `infrastructure`: a tool that may have nothing to do with images.
 * - `named`: its name or arguments say that it deploys. `other`: unknown.
 */
export type DeployHint = "tool" | "infrastructure" | "named" | "other";

/**
 * - `deploy`: it names a command that deploys. `limit`: a bound of the check was reached before it. `open`: it may do anything.
 */
type CodeCertainty = "deploy" | "limit" | "open";

/** `by` names the command or slot for messages: `docker pull`, `kubectl set image`, `azure/webapps-deploy`. */
export type Effect =
  /** A container is started or created on the machine. `stays`: it keeps running; `throwaway`: it is removed when it ends. */
  | {
      readonly does: "start";
      readonly by: string;
      readonly image: ImageUse;
      readonly stays: boolean;
      readonly throwaway: boolean;
    }
  | { readonly does: "pull"; readonly by: string; readonly image: ImageUse }
  /**
   * An orchestrator, platform or deployable file is set to use this image. `numberProne`: the tag is a short commit SHA that the command
   * parses as a number if it has no letters.
   */
  | { readonly does: "deploy"; readonly by: string; readonly image: ImageUse; readonly numberProne?: true }
  /** An orchestrator deploys the images named in files. `at` is the command. */
  | { readonly does: "deploy-files"; readonly by: string; readonly at: SourcePlace; readonly companion: Companion }
  /** Prints text for other commands: manifests or a compose file. */
  | { readonly does: "print"; readonly text: Template }
  /** A running workload is restarted and pulls its image again by the same name. `what` reads as a noun: `deployment/api`. */
  | { readonly does: "restart"; readonly by: string; readonly at: SourcePlace; readonly what: string }
  /** Images are built under these names on this machine; `caches` are only used as a build cache. */
  | {
      readonly does: "make";
      readonly by: string;
      readonly images: readonly ImageUse[];
      readonly caches: readonly ImageUse[];
      readonly at: SourcePlace;
    }
  /** Images are loaded from a file, with unknown names. */
  | { readonly does: "load" }
  | { readonly does: "tag"; readonly image: ImageUse; readonly as: ImageUse }
  | { readonly does: "push"; readonly image: ImageUse }
  /** A command or action that was not understood. `hint`: whether it may deploy. */
  | { readonly does: "unread"; readonly written: string; readonly at: SourcePlace; readonly hint: DeployHint }
  /** Code that was not read. `why` is a clause; `certainty`: whether it names a deploy, or a limit of the check hides what it does. */
  | {
      readonly does: "unknown-code";
      readonly written: string;
      readonly at: SourcePlace;
      readonly why: string;
      readonly certainty: CodeCertainty;
    }
  /** The run-time check: the job continues only if these images are immutable. */
  | { readonly does: "check-images"; readonly images: readonly ImageUse[] };

/** The effects, plus a print effect for what they deploy, if known. */
export function alsoPrinted(effects: readonly Effect[]): readonly Effect[] {
  const printed = effects.flatMap((effect): readonly Effect[] => {
    if (effect.does !== "deploy-files" || effect.companion.unknown.length > 0) return [];
    return [{ does: "print", text: printedManifests(effect.companion.images) }];
  });
  return [...effects, ...printed];
}
