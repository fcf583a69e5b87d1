// Finds the commit tag that the workflow pushes and that the deploy could use instead.
import {
  type DeployedImage,
  isLiteral,
  type PushedImage,
  repositoryIn,
  type WorkflowReport,
} from "@deploy-actions/workflow";

/** The only push of the same image with a commit tag; undefined if there is none or more than one. */
export function pushedFor(image: DeployedImage, { pushed }: WorkflowReport): PushedImage | undefined {
  const same = pushed.filter((push) => isSame(push, image));
  return theOnly(same.length > 0 ? same : pushed.filter((push) => isAlike(push, image)));
}

/** The push of a workflow that pushes exactly one image. */
export function solePush({ pushed }: WorkflowReport): PushedImage | undefined {
  return theOnly(pushed);
}

function theOnly(pushed: readonly PushedImage[]): PushedImage | undefined {
  const [first, ...others] = pushed;
  return others.every(({ written }) => written === first?.written) ? first : undefined;
}

/** Two names with unknown parts are the same if they are written the same way. */
function isSame(push: PushedImage, { judgement, written }: DeployedImage): boolean {
  const repository = repositoryIn(judgement.value.text);
  if (isLiteral(repository) && repositoriesOf(push).includes(repository)) return true;
  return repositoryIn(push.written) === repositoryIn(written);
}

/**
 * Registries and owners often come from variables that are known in one place but not in another. Comparing the last part is good enough
 * for advice.
 */
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
