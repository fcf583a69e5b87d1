// Finds the tag that a deploy could have named: the one with the commit that the same workflow pushes.
import {
  type DeployedImage,
  isLiteral,
  type PushedImage,
  repositoryIn,
  type WorkflowReport,
} from "@deploy-actions/workflow";

/** The one push of the same image under a commit's tag; undefined where there is none, or more than one to choose from. */
export function pushedFor(image: DeployedImage, { pushed }: WorkflowReport): PushedImage | undefined {
  const same = pushed.filter((push) => isSame(push, image));
  return theOnly(same.length > 0 ? same : pushed.filter((push) => isAlike(push, image)));
}

/** The one push of a workflow that pushes but one image. */
export function solePush({ pushed }: WorkflowReport): PushedImage | undefined {
  return theOnly(pushed);
}

function theOnly(pushed: readonly PushedImage[]): PushedImage | undefined {
  const [first, ...others] = pushed;
  return others.every(({ written }) => written === first?.written) ? first : undefined;
}

/** Two names that only a run knows are the same where they are written the same. */
function isSame(push: PushedImage, { judgement, written }: DeployedImage): boolean {
  const repository = repositoryIn(judgement.value.text);
  if (isLiteral(repository) && repositoriesOf(push).includes(repository)) return true;
  return repositoryIn(push.written) === repositoryIn(written);
}

/** Registries and owners are often held by variables that one place knows and the other doesn't: the last part tells enough for advice. */
function isAlike(push: PushedImage, { judgement }: DeployedImage): boolean {
  const name = lastPart(repositoryIn(judgement.value.text));
  return name !== "" && isLiteral(name) && repositoriesOf(push).some((repository) => lastPart(repository) === name);
}

function repositoriesOf({ values }: PushedImage): string[] {
  return values.map(({ text }) => repositoryIn(text));
}

function lastPart(repository: string): string {
  return repository.slice(repository.lastIndexOf("/") + 1);
}
