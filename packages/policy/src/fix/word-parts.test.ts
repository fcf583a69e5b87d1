import { expect, it } from "vitest";
import { wordParts } from "./word-parts.ts";

/** `name|reference|tag` of a word. */
function parts(word: string): string | undefined {
  const found = wordParts(word);
  if (found === undefined) return undefined;
  const { name, start, tag, end } = found;
  return `${name}|${word.slice(start, end)}|${tag === undefined ? "" : word.slice(tag, end)}`;
}

it.each([
  ["app:latest", "|app:latest|latest"],
  ["ghcr.io:443/acme/app:latest", "|ghcr.io:443/acme/app:latest|latest"],
  ["localhost:5000/app", "|localhost:5000/app|"],
  ["app", "|app|"],
  ['"app:latest"', "|app:latest|latest"],
  ["'app:latest'", "|app:latest|latest"],
  ['app:latest"', undefined],
  ["$REGISTRY/app:$TAG", "|$REGISTRY/app:$TAG|$TAG"],
  ["${{ env.A || 'b:c' }}/app:${TAG:-latest}", "|${{ env.A || 'b:c' }}/app:${TAG:-latest}|${TAG:-latest}"],
  ["${{ env.IMAGE }}", "|${{ env.IMAGE }}|"],
  ["web=acme/app:latest", "web|acme/app:latest|latest"],
  ["web=app", "web|app|"],
  ["image.tag=latest", "image.tag|latest|latest"],
  ["--image=app:latest", "--image|app:latest|latest"],
  ["app@sha256:0", undefined],
  ["app:", undefined],
  ["web=", undefined],
  ["", undefined],
  ["a b:latest", undefined],
  ["image.tag=latest,replicas=2", undefined],
  ["app:$(git rev-parse HEAD)", undefined],
  ["s|app:.*|app:latest|", undefined],
  ["app:${A:-${B}}", undefined],
  ["a".repeat(1001), undefined],
])("reads %s", (word, expected) => {
  expect(parts(word)).toBe(expected);
});
