// The parts of a GitHub Actions workflow that say what is deployed, each with its place in the file.
import type { Triggers } from "../expression/triggers.ts";
import type { YamlValue } from "../yaml/document.ts";
import type { Text } from "../yaml/scalar.ts";

export type Workflow = {
  readonly path: string;
  readonly name: string | undefined;
  readonly triggers: Triggers;
  /** What `workflow_dispatch` and `workflow_call` take, each under its event. */
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
  /** True when the job names a deployment `environment:`. */
  readonly hasEnvironment: boolean;
  /** True when the job runs on a machine of GitHub's, which nothing outlives. */
  readonly isHosted: boolean;
  readonly env: Entries;
  readonly outputs: Entries;
  /** `strategy.matrix`, as it stands. */
  readonly matrix: YamlValue | undefined;
  /** The images the runner itself starts: `container:` and `services:`. */
  readonly images: readonly ImageSlot[];
  readonly steps: readonly Step[];
  /** A called workflow and what it is given. */
  readonly uses: Text | undefined;
  readonly with: Entries;
};

/** `where` reads as a noun: "container", "service db". */
export type ImageSlot = { readonly where: string; readonly text: Text };

export type Step = {
  /** How people call it: its name, its id, or "step 3". */
  readonly title: string;
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly condition: string | undefined;
  /** False only where its failure certainly ends the job: a step with `continue-on-error` may fail and the job goes on. */
  readonly mayFail: boolean;
  readonly env: Entries;
  readonly run: Text | undefined;
  /** The shell that runs `run`, as the runner picks it: step, job defaults, workflow defaults, then the operating system. */
  readonly shell: string;
  readonly directory: Text | undefined;
  readonly uses: Text | undefined;
  readonly with: Entries;
};
