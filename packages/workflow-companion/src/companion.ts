// A companion file: a file, folder or chart that a command deploys, with the images found in it.
import type { SourcePlace, SourceProblem } from "@deploy-actions/workflow-source";
import type { Values } from "@deploy-actions/workflow-source/value";

/** An image reference: its possible values, source text and place. A word of a command is one. */
export type ImageUse = { readonly values: Values; readonly written: string; readonly place: SourcePlace };

/** An image named in a file. `name` reads as a noun: `service web`, `container api`. */
export type FileImage = ImageUse & { readonly name: string };

/** What was found in a file, folder or chart that a command deploys. */
export type Companion = {
  /** What the command asked for, for messages: `docker-compose.prod.yml`, `k8s/`. */
  readonly asked: string;
  readonly images: readonly FileImage[];
  /** The places of services that are built on the machine that runs them. */
  readonly builds: readonly SourcePlace[];
  /**
   * Why all or some of what is deployed is unknown, as clauses: `k8s/api.yaml is not in this repository`. `cause` distinguishes files from
   * other places.
   */
  readonly unknown: readonly string[];
  readonly problems: readonly SourceProblem[];
};
