// The second sentence of a message: what to write instead of a mutable name, as specific to the command as possible.
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
import { shortened } from "./phrase.ts";
import { pushedFor, solePush } from "./pushed.ts";

/** For an image named in the step itself. */
export function adviceForTag(image: DeployedImage, report: WorkflowReport): string {
  const push = image.own ? pushedFor(image, report) : undefined;
  if (push !== undefined) return `Deploy the commit tag that job "${push.job}" pushes: ${pushedName(push)}.`;
  return "Deploy the image by its digest (name@sha256:…) or by a tag that carries the commit (name:sha-${{ github.sha }}).";
}

/** For an image in a file that the step deploys. */
export function adviceForFile(image: DeployedImage, report: WorkflowReport): string {
  const { by, judgement } = image;
  const repository = repositoryIn(judgement.value.text);
  const name = isLiteral(repository) ? shortened(repository) : "name";
  const [pushed] = pushedFor(image, report)?.values ?? [];
  const tag = pushed === undefined ? "sha-${{ github.sha }}" : shortened(shown(tagIn(pushed.text).slice(1)));
  if (/\b(?:compose|stack)\b/.test(by)) {
    return `Write image: ${name}:\${TAG:?not set} in the file and set TAG to ${tag} in the step, or pin the digest.`;
  }
  if (/^(?:kubectl|kustomize)\b/.test(by)) {
    return `Set the image before it is applied, with kustomize edit set image ${name}:${tag}, or pin the digest.`;
  }
  if (/^helm\b/.test(by)) return `Pass the tag to the chart with --set-string image.tag=${tag}, or pin the digest.`;
  return `Replace the tag in the file with one that is passed in and carries the commit (${tag}), or pin the digest.`;
}

/** For a restart that pulls the image again. */
export function adviceForRestart({ by, what }: Restart, report: WorkflowReport): string {
  const push = solePush(report);
  const name = push === undefined ? "name:sha-${{ github.sha }}" : pushedName(push);
  if (/^kubectl\b/.test(by))
    return `Set the image: kubectl set image ${shortened(what)} '*=${name}'. This starts the rollout.`;
  if (/^docker service\b/.test(by)) return `Set the image: docker service update --image ${name}.`;
  if (/^aws ecs\b/.test(by)) return `Register a task definition that names ${name}, and update the service to use it.`;
  return `Name the image by its digest or by a tag that carries the commit (${name}).`;
}

/** The pushed reference for messages: its value, or its source text if the value is not known. */
export function pushedName({ values, written }: PushedImage): string {
  const [value] = values;
  return shortened(value === undefined ? written : shown(value.text));
}
