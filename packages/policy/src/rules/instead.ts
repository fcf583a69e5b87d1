// What to write instead of a name that can change: the second sentence of a message, as near to the command as it can be.
import {
  type DeployedImage,
  isLiteral,
  type PushedImage,
  type Restart,
  repositoryIn,
  shown,
  tagIn,
  type WorkflowReport,
} from "@deploy-actions/workflow";
import { brief } from "./phrase.ts";
import { pushedFor, solePush } from "./pushed.ts";

/** For an image that the step itself names. */
export function insteadOfTag(image: DeployedImage, report: WorkflowReport): string {
  const push = image.own ? pushedFor(image, report) : undefined;
  if (push !== undefined) return `Deploy what job "${push.job}" pushes by the commit: ${pushedName(push)}.`;
  return "Deploy the image by its digest (name@sha256:…) or by a tag that carries the commit (name:sha-${{ github.sha }}).";
}

/** For an image in a file that the step deploys. */
export function insteadOfFile(image: DeployedImage, report: WorkflowReport): string {
  const { by, judgement } = image;
  const repository = repositoryIn(judgement.value.text);
  const name = isLiteral(repository) ? brief(repository) : "name";
  const [pushed] = pushedFor(image, report)?.values ?? [];
  const tag = pushed === undefined ? "sha-${{ github.sha }}" : brief(shown(tagIn(pushed.text).slice(1)));
  if (/\b(?:compose|stack)\b/.test(by)) {
    return `Write image: ${name}:\${TAG:?not set} in the file and set TAG to ${tag} in the step, or pin the digest.`;
  }
  if (/^(?:kubectl|kustomize)\b/.test(by)) {
    return `Set the image before it is applied, with kustomize edit set image ${name}:${tag}, or pin the digest.`;
  }
  if (/^helm\b/.test(by)) return `Give the chart the tag, with --set-string image.tag=${tag}, or pin the digest.`;
  return `Take the tag out of the file and pass one in that carries the commit (${tag}), or pin the digest.`;
}

/** For a restart that pulls again. */
export function insteadOfRestart({ by, what }: Restart, report: WorkflowReport): string {
  const push = solePush(report);
  const name = push === undefined ? "name:sha-${{ github.sha }}" : pushedName(push);
  if (/^kubectl\b/.test(by))
    return `Name the image: kubectl set image ${brief(what)} '*=${name}'. The rollout follows by itself.`;
  if (/^docker service\b/.test(by)) return `Name the image: docker service update --image ${name}.`;
  if (/^aws ecs\b/.test(by)) return `Register a task definition that names ${name}, and update the service to that.`;
  return `Name the image, by its digest or by a tag that carries the commit (${name}).`;
}

/** What a push comes to, for people: its own words where these say as much. */
export function pushedName({ values, written }: PushedImage): string {
  const [value] = values;
  return brief(value === undefined ? written : shown(value.text));
}
