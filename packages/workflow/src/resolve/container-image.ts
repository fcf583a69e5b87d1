// An image that a step names as its action: the runner starts a container of it.
import { only } from "@deploy-actions/workflow-source/value";
import { sourceOf, type Text } from "@deploy-actions/workflow-source/yaml";
import { record, type StepRun } from "./step-run.ts";

const DOCKER = "docker://";

export function namesImage({ value }: Text): boolean {
  return value.startsWith(DOCKER);
}

export function startImage(one: StepRun, text: Text): void {
  const name = text.value.slice(DOCKER.length);
  const place = sourceOf(text).place(DOCKER.length, text.value.length);
  const image = { values: only(name), written: name, place };
  record(one, { does: "start", by: "uses: docker://", image, stays: false, throwaway: false });
}
