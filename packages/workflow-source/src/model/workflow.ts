// The parts of a GitHub Actions workflow that determine what is deployed, each with its place in the file.
import type { Triggers } from "../expression/triggers.ts";
import type { YamlValue } from "../yaml/document.ts";
import type { Text } from "../yaml/scalar.ts";

export type Workflow = {
  readonly path: string;
  readonly name: string | undefined;
  readonly triggers: Triggers;
  /** Inputs of `workflow_dispatch` and `workflow_call`, each with its event. */
  readonly inputs: readonly WorkflowInput[];
  readonly env: Entries;
  readonly jobs: readonly Job[];
  /** The values of `on.workflow_call.outputs`. */
  readonly outputs: Entries;
};

/** `event` is `workflow_dispatch` or `workflow_call`. */
export type WorkflowInput = {
  readonly name: string;
  readonly event: "workflow_dispatch" | "workflow_call";
  readonly required: boolean;
  readonly type: string;
  readonly default: Text | undefined;
  readonly options: readonly Text[];
  readonly key: Text;
};

/** Names and values of a mapping, in order. */
export type Entries = ReadonlyMap<string, Text>;

export type Job = {
  readonly id: string;
  readonly name: string | undefined;
  readonly needs: readonly string[];
  readonly condition: string | undefined;
  /** True if the job names a deployment `environment:`. */
  readonly hasEnvironment: boolean;
  /** True if the job runs on a GitHub-hosted machine, which is discarded afterwards. */
  readonly isHosted: boolean;
  readonly env: Entries;
  readonly outputs: Entries;
  /** `strategy.matrix`, unevaluated. */
  readonly matrix: YamlValue | undefined;
  /** The images that the runner itself starts: `container:` and `services:`. */
  readonly images: readonly ImageSlot[];
  readonly steps: readonly Step[];
  /** A called workflow and its inputs. */
  readonly uses: Text | undefined;
  readonly with: Entries;
};

/** `where` reads as a noun: "container", "service db". */
export type ImageSlot = { readonly where: string; readonly text: Text };

export type Step = {
  /** Its name, its id, or "step 3". */
  readonly title: string;
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly condition: string | undefined;
  /** False only if a failure certainly ends the job; after a step with `continue-on-error`, the job continues. */
  readonly mayFail: boolean;
  readonly env: Entries;
  readonly run: Text | undefined;
  /** The shell that runs `run`, chosen as the runner does: from step, job defaults, workflow defaults, then the operating system. */
  readonly shell: string;
  readonly directory: Text | undefined;
  readonly uses: Text | undefined;
  readonly with: Entries;
};
