// What a file that is deployed says of images, as a value.
import type { SourcePlace, SourceProblem } from "@deploy-actions/workflow-source";
import type { Values } from "@deploy-actions/workflow-source/value";

/** An image reference: what it may be, how it is written, where. A word of a command is one. */
export type ImageUse = { readonly values: Values; readonly written: string; readonly place: SourcePlace };

/** An image that a file names. `name` reads as a noun: `service web`, `container api`. */
export type FileImage = ImageUse & { readonly name: string };

/** What was found behind a file, folder or chart that a command deploys. */
export type Companion = {
  /** What was asked for, for messages: `docker-compose.prod.yml`, `k8s/`. */
  readonly asked: string;
  readonly images: readonly FileImage[];
  /** Services that are built where they run; each the place that says so. */
  readonly builds: readonly SourcePlace[];
  /**
   * Why what is deployed cannot be known, or not all of it, as a clause: `k8s/api.yaml is not in this repository`. `cause` tells
   * the files of other places apart.
   */
  readonly unknown: readonly string[];
  readonly problems: readonly SourceProblem[];
};
