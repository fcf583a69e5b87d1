import { mark, only, shown, soleText } from "@deploy-actions/workflow-source/value";
import { expect, it } from "vitest";
import { openPlaceholdersIn } from "./placeholder.ts";

const PLACE = { path: "k8s/api.yaml", range: () => ({ start: { line: 3, column: 1 }, end: { line: 3, column: 9 } }) };

function opened(text: string): string {
  return shown(soleText(openPlaceholdersIn(only(text), PLACE)) ?? "");
}

it.each([
  ["app:${TAG}", "app:<expression>"],
  ["app:$TAG", "app:<expression>"],
  ["app:${TAG:-x}", "app:<expression>"],
  ["app:$(Build.BuildId)", "app:<expression>"],
  ["app:{{ .Values.tag }}", "app:<expression>"],
  ["app:<TAG>", "app:<expression>"],
  ["<IMAGE>", "<expression>"],
  ["app:#{tag}#", "app:<expression>"],
  ["app:%TAG%", "app:<expression>"],
  ["app:@TAG@", "app:<expression>"],
  ["app:__TAG__", "app:<expression>"],
  ["__REGISTRY__/app:__TAG__", "<expression>/app:<expression>"],
  ["app:COMMIT_SHA", "app:<expression>"],
  ["app:TAG", "app:<expression>"],
  ["app:dev-VERSION", "app:dev-<expression>"],
  ["app:REPLACE_ME", "app:<expression>"],
  ["app:replace-me", "app:<expression>"],
  ["app:placeholder", "app:<expression>"],
  ["IMAGE_PLACEHOLDER", "<expression>"],
  ["image-placeholder", "<expression>"],
  ["PREFIX_ENV.azurecr.io/app:lastest", "<expression>.azurecr.io/app:lastest"],
  ["ACCOUNT_ID.dkr.ecr.eu.amazonaws.com/app:latest", "<expression>.dkr.ecr.eu.amazonaws.com/app:latest"],
])("%s", (text, expected) => expect(opened(text)).toBe(expected));

it.each([
  "app:latest",
  "app:LATEST",
  "ghcr.io/acme/app:v1.2.3",
  "localhost:5000/app:dev",
  "quay.io/x/minio:RELEASE.2024-01-01T00-00-00Z",
  `app@sha256:${"0a".repeat(32)}`,
  "acme/my__app:1",
  `app:${mark("input")}`,
])("%s stays", (text) => expect(opened(text)).toBe(shown(text)));

it("names the placeholder in the chain", () => {
  expect(openPlaceholdersIn(only("app:COMMIT_SHA"), PLACE)[0]?.trail).toEqual([
    { what: "placeholder COMMIT_SHA", place: PLACE },
  ]);
});
