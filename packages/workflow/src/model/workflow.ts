// The parts of a GitHub Actions workflow that say what is deployed, each with its place in the file.
import type { Text } from "../source/scalar.ts";

export type Workflow = {
  readonly path: string;
  readonly name: string | undefined;
  readonly jobs: readonly Job[];
};

export type Job = {
  readonly id: string;
  readonly name: string | undefined;
  /** True when the job names a deployment `environment:`. */
  readonly hasEnvironment: boolean;
  /** The images the runner itself starts: `container:` and `services:`. */
  readonly images: readonly ImageSlot[];
  readonly steps: readonly Step[];
};

/** `where` reads as a noun: "container", "service db". */
export type ImageSlot = { readonly where: string; readonly text: Text };

export type Step = {
  readonly name: string | undefined;
  readonly run: Text | undefined;
  /** The shell that runs `run`, as the runner picks it: step, job defaults, workflow defaults, then the operating system. */
  readonly shell: string;
  readonly uses: string | undefined;
  readonly with: ReadonlyMap<string, Text>;
};
