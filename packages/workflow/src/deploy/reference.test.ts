import { expect, it } from "vitest";
import { readScript } from "../shell/script.ts";
import { judgePieces } from "./reference.ts";

const DIGEST = `sha256:${"ab".repeat(32)}`;

function verdict(word: string): string {
  return judgePieces(readScript(`x "${word}"`).commands[0]?.words[1]?.pieces ?? []).verdict;
}

it.each([
  ["app:latest", "mutable"],
  ["localhost:5000/app:latest", "mutable"],
  ["$REGISTRY/app:latest", "mutable"],
  ["${{ secrets.USER }}/app:dev", "mutable"],
  ["localhost:${PORT}/app:dev", "mutable"],
  ["$IMAGE:latest", "mutable"],
  ["app", "untagged"],
  ["localhost:5000/app", "untagged"],
  ["$REGISTRY/team/app", "untagged"],
  [`app:latest@${DIGEST}`, "immutable"],
  [`$IMAGE@${DIGEST}`, "immutable"],
  ["app@${{ steps.push.outputs.digest }}", "immutable"],
  ["app@sha256:$DIGEST", "immutable"],
  ["app:${{ github.sha }}", "immutable"],
  ["$REGISTRY/app:dev-${GITHUB_SHA::7}", "immutable"],
  ["app:0a1b2c3d", "immutable"],
  ["$IMAGE", "undecided"],
  ["$REGISTRY/$APP", "undecided"],
  ["app:$TAG", "undecided"],
  ["app:${{ inputs.tag || 'latest' }}", "undecided"],
  ["app:${{ github.sha }}-$ARCH", "undecided"],
  ["app:${{ github.sha }}-amd64", "undecided"],
  ["app@sha256:abc", "undecided"],
  ["Not An Image", "undecided"],
  [":latest", "undecided"],
  ["sha256:abcdef", "mutable"],
])("%s is %s", (word, expected) => expect(verdict(word)).toBe(expected));
