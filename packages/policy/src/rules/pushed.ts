// Finds the tag that a deploy could have named: the one with the commit that the same workflow pushes.
import type { DeployedImage, PushedImage, WorkflowReport } from "@deploy-actions/workflow";
import { repositoryIn } from "./breach.ts";

/** The one push of the same image under a commit's tag; undefined where there is none, or more than one to choose from. */
export function pushedFor({ judgement }: DeployedImage, { pushed }: WorkflowReport): PushedImage | undefined {
  const repository = repositoryIn(judgement.value.text);
  const same = pushed.filter((push) => repositoriesOf(push).includes(repository));
  const name = lastPart(repository);
  return theOnly(
    same.length > 0 ? same : pushed.filter((push) => repositoriesOf(push).some((r) => lastPart(r) === name)),
  );
}

/** The one push of a workflow that pushes but one image. */
export function solePush({ pushed }: WorkflowReport): PushedImage | undefined {
  return theOnly(pushed);
}

function theOnly(pushed: readonly PushedImage[]): PushedImage | undefined {
  const [first, ...others] = pushed;
  return others.every(({ written }) => written === first?.written) ? first : undefined;
}

function repositoriesOf({ values }: PushedImage): string[] {
  return values.map(({ text }) => repositoryIn(text));
}

/** Registries and owners are often held by variables that one place knows and the other doesn't. */
function lastPart(repository: string): string {
  return repository.slice(repository.lastIndexOf("/") + 1);
}
