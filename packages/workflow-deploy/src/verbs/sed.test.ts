import { commandOf } from "@deploy-actions/workflow-source/testing";
import { commitMark, mark } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { sed } from "./sed.ts";

const imagesOf = (program: string, file: string): readonly string[] =>
  sed
    .read(commandOf(`sed -i $PROGRAM ${file}`, { words: { PROGRAM: program } }))
    .flatMap((effect) => (effect.does === "deploy" ? effect.image.values.map(({ text }) => text) : []));

const tag = commitMark(7);
const name = mark("name");

describe("sed that writes an image into a deployable file", () => {
  it.each([
    [`s|image: .*|image: ghcr.io/acme/app:${tag}|`, "deploy.yaml", [`ghcr.io/acme/app:${tag}`]],
    [String.raw`s|\(image:\).*|\1 app:latest|`, "k8s/web.yml", ["app:latest"]],
    [`s|^  tag:.*|  tag: "${tag}"|`, "chart/values.yaml", [`${name}:${tag}`]],
    [`s/COMMIT_SHA/${tag}/g`, "service.yml", [`${name}:${tag}`]],
    [`s|IMAGE_PLACEHOLDER|app@${mark("digest")}|`, "k8s/job.yaml", [`app@${mark("digest")}`]],
    [`s|__TAG__|latest|`, "deploy.yaml", [`${name}:latest`]],
    [
      `s|ghcr.io/acme/app:.*|ghcr.io/acme/app:${mark("branch")}|`,
      "compose.yml",
      [`ghcr.io/acme/app:${mark("branch")}`],
    ],
    [`s/:latest/:${tag}/`, "deploy.yaml", [`${name}:${tag}`]],
    [`s/^IMAGE_TAG=.*/IMAGE_TAG=${tag}/`, ".env", [`${name}:${tag}`]],
    [`s/newTag: .*/newTag: ${tag}/`, "kustomization.yaml", [`${name}:${tag}`]],
    [`s|app:.*|app:${tag}|`, "deploy.yaml", [`app:${tag}`]],
  ])("%s in %s", (program, file, images) => expect(imagesOf(program, file)).toEqual(images));

  it.each([
    ["s/REPOSITORY_PREFIX_ENV/acme/g", "k8s/deployment.yaml"],
    ["s/version: .*/version: 1.2.3/", "Chart.yaml"],
    ["s/replicas:.*/replicas: 3/", "deploy.yaml"],
    ["s/host:.*/host:x/", "deploy.yaml"],
    ["s/apiVersion: .*/apiVersion: v1/", "deploy.yaml"],
    ["s/DB_VERSION/15/", "deploy.yaml"],
    ["s/IMAGE_NAME/ghcr.io\\/acme\\/app/", "deploy.yaml"],
    [`s/VERSION/${tag}/`, "package.json"],
    [`s/IMAGE_TAG/${tag}/`, "Dockerfile"],
    [`s/IMAGE_TAG/${tag}/`, "index.html"],
    [`s/IMAGE_TAG/${tag}/`, ".github/workflows/x.yml"],
  ])("not %s in %s", (program, file) => expect(imagesOf(program, file)).toEqual([]));

  it("says nothing of a text in a pipe", () => {
    expect(sed.read(commandOf("sed s/IMAGE_TAG/latest/"))).toEqual([]);
  });
});
