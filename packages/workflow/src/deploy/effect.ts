// What a command or an action does with images, as a value. A verb (deploy/verbs) only says so; whether that is a deploy, and what
// follows from it, is decided for the whole job.

import type { Problem } from "../source/decode.ts";
import type { Place } from "../source/place.ts";
import type { Template } from "../source/template.ts";
import type { Values } from "../value/value.ts";
import type { Word } from "./command.ts";
import type { Means } from "./means.ts";

/** An image reference: what it may be, how it is written, where. A {@link Word} is one. */
export type ImageUse = { readonly values: Values; readonly written: string; readonly place: Place };

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
  | { readonly does: "deploy-files"; readonly by: string; readonly at: Place; readonly companion: Companion }
  /** A text for whoever reads it: manifests, a compose file. */
  | { readonly does: "print"; readonly text: Template }
  /** What runs is started again, and its image pulled again by the name it has. `what` reads as a noun: `deployment/api`. */
  | { readonly does: "restart"; readonly by: string; readonly at: Place; readonly what: string }
  /** Images are built under these names on this machine; `caches` are only read as a build cache. */
  | {
      readonly does: "make";
      readonly by: string;
      readonly images: readonly ImageUse[];
      readonly caches: readonly ImageUse[];
      readonly at: Place;
    }
  /** Images come out of a file, under names that nobody knows. */
  | { readonly does: "load" }
  | { readonly does: "tag"; readonly image: ImageUse; readonly as: ImageUse }
  | { readonly does: "push"; readonly image: ImageUse }
  /** A command or an action that nothing was read from. `means` says how likely it is that it deploys. */
  | { readonly does: "unread"; readonly written: string; readonly at: Place; readonly means: Means }
  /** From here on the job goes on only if these are immutable: the run-time guard. */
  | { readonly does: "guard"; readonly images: readonly ImageUse[] };

/** An image that a file names. `name` reads as a noun: `service web`, `container api`. */
export type FileImage = ImageUse & { readonly name: string };

/** What was found behind a file, folder or chart that a command deploys. */
export type Companion = {
  /** What was asked for, for messages: `docker-compose.prod.yml`, `k8s/`. */
  readonly asked: string;
  readonly images: readonly FileImage[];
  /** Services that are built where they run; each the place that says so. */
  readonly builds: readonly Place[];
  /**
   * Why what is deployed cannot be known, or not all of it, as a clause: `k8s/api.yaml is not in this repository`. `cause` tells
   * the files of other places apart.
   */
  readonly unknown: readonly string[];
  readonly problems: readonly Problem[];
};
