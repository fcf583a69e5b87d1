import type { ImageUse } from "@deploy-actions/workflow-companion";
import { commandOf, type TestEnvironment } from "@deploy-actions/workflow-source/testing";
import { mark, only, shown, union } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import type { Effect } from "../effect.ts";
import { docker } from "./docker.ts";

/** Effects as short texts: `pull a:b`, `make a:b c:d cache e`. */
function effects(line: string, given: TestEnvironment = {}): string[] {
  return docker.read(commandOf(line, given)).map(described);
}

function described(effect: Effect): string {
  const text = ({ values }: ImageUse) => values.map((value) => shown(value.text)).join("|");
  switch (effect.does) {
    case "start":
      return `start ${text(effect.image)}${effect.stays ? " stays" : ""}${effect.throwaway ? " throwaway" : ""}`;
    case "make":
      return ["make", ...effect.images.map(text), ...effect.caches.map((cache) => `cache ${text(cache)}`)].join(" ");
    case "tag":
      return `tag ${text(effect.image)} as ${text(effect.as)}`;
    case "restart":
      return `restart ${effect.what}`;
    case "deploy-files":
      return `deploy-files ${effect.companion.asked}`;
    case "load":
    case "print":
    case "check-images":
    case "unread":
    case "unknown-code":
      return effect.does;
    default:
      return `${effect.does} ${text(effect.image)}`;
  }
}

describe("containers", () => {
  it.each([
    ["docker run a:b", "start a:b"],
    ["docker run -d --name web -p 80:80 a:b c:d", "start a:b stays"],
    ["docker run -dit --rm -e X=y:z --restart=always a:b --name c", "start a:b stays throwaway"],
    ["docker run --restart no a:b", "start a:b"],
    ["docker run --detach=false --rm a:b", "start a:b throwaway"],
    ["docker run -p80:80 -eA=b --env A a:b", "start a:b"],
    ["docker run --pull always -v /x:/y a:b", "start a:b"],
    ["docker run -- a:b", "start a:b"],
    ["docker run --gpus all --network host --init a:b -d", "start a:b"],
    ["docker container create --init a:b", "start a:b"],
    ["docker --context far -D run a:b", "start a:b"],
    ["docker -H ssh://me@there run -d a:b", "start a:b stays"],
    ["podman run --replace --tls-verify=false -d docker://quay.io/a:b", "start quay.io/a:b stays"],
    ["nerdctl -n k8s.io run a:b", "start a:b"],
    ["docker commit c a:b", "make a:b"],
  ])("%s", (line, expected) => expect(effects(line)).toEqual([expected]));

  it("does not take variables that hold options for the image", () => {
    const words = { RUN_OPTS: mark("variable"), IMAGE: mark("variable"), "{{inputs.docker-args}}": mark("input") };
    expect(effects("docker run ${{inputs.docker-args}} a:b", { words })).toEqual(["start a:b"]);
    expect(effects("docker run -d $RUN_OPTS a:b", { words })).toEqual(["start a:b stays"]);
    expect(effects("docker run $IMAGE x", { words })).toEqual(["start <variable>"]);
    expect(effects("docker run $RUN_OPTS", { words })).toEqual(["start <variable>"]);
  });

  it("takes one that updates the others for a restart of them", () => {
    expect(effects("docker run --rm -v /s:/s containrrr/watchtower --run-once web")).toEqual([
      "start containrrr/watchtower throwaway",
      "restart what runs on the host",
    ]);
  });

  it("finds the command behind options that only a run knows", () => {
    const words = { CONTEXT: mark("secret") };
    expect(effects("docker $CONTEXT run a:b", { words })).toEqual(["start a:b"]);
    expect(effects("docker $CONTEXT", { words })).toEqual([]);
  });

  it("gives every alternative of the image", () => {
    const words = { IMAGE: union(only("a:b"), only("a:latest")) };
    expect(effects("docker run $IMAGE", { words })).toEqual(["start a:b|a:latest"]);
  });
});

describe("images", () => {
  it.each([
    ["docker pull a:b", ["pull a:b"]],
    ["docker pull -q a:b --platform linux/arm64", ["pull a:b"]],
    ["docker image pull a:b", ["pull a:b"]],
    ["docker pull --all-tags a", []],
    ["docker push -a a:b", ["push a:b"]],
    ["podman push a:b docker://quay.io/c:d", ["push quay.io/c:d"]],
    ["docker tag a:b c:d", ["tag a:b as c:d"]],
    ["docker load -i x.tar", ["load"]],
    ["docker import x.tar a:b", ["make a:b"]],
    ["docker import x.tar", ["load"]],
    ["docker manifest create a:b c:d", []],
    ["docker manifest push -p a:b", ["push a:b"]],
  ])("%s", (line, expected) => expect(effects(line)).toEqual(expected));
});

describe("builds", () => {
  it.each([
    ["docker build .", ["make"]],
    [
      "docker build -t a:b --tag=c:d --cache-from type=registry,ref=e:f .",
      ["make a:b c:d cache type=registry,ref=e:f"],
    ],
    ["docker buildx build --push -t a:b .", ["make a:b", "push a:b"]],
    ["docker buildx --builder x build --load -t a:b .", ["make a:b"]],
    ["docker buildx build -o type=image,name=a:b,push=true .", ["make a:b", "push a:b"]],
    ["docker builder build -t a:b .", ["make a:b"]],
    ["docker image build -t a:b .", ["make a:b"]],
    ["docker buildx bake --set app.tags=a:b --set *.platform=x --push", ["make a:b", "push a:b"]],
    ["docker buildx imagetools create -t a:b -t a:c a@d", ["push a:b", "push a:c"]],
    ["docker buildx imagetools create --dry-run -t a:b a@d", []],
    ["docker buildx imagetools inspect a:b", []],
    ["docker buildx create --name b", []],
  ])("%s", (line, expected) => expect(effects(line)).toEqual(expected));
});

describe("swarms", () => {
  it.each([
    ["docker service create --name s --replicas 2 -p 80:80 a:b c", ["deploy a:b"]],
    ["docker service update --image a:b --force s", ["deploy a:b"]],
    ["docker service update s --with-registry-auth --image=a:b", ["deploy a:b"]],
    ["docker service update --force s", ["restart service s"]],
    ["docker service update --env-add A=b s", []],
    ["docker service rollback s", []],
    ["docker service scale s=3", []],
    ["docker stack deploy -c a.yml --prune --compose-file=b.yml s", ["deploy-files a.yml, b.yml"]],
    ["docker stack up -c a.yml s", ["deploy-files a.yml"]],
    ["docker stack rm s", []],
  ])("%s", (line, expected) => expect(effects(line)).toEqual(expected));
});

it.each([
  "docker",
  "docker run",
  "docker pull",
  "docker container",
  "docker ps -a",
  "docker rmi a:b",
  "docker inspect a:b",
  "docker image inspect a:b",
  "docker network create net",
  "docker volume create vol",
  "docker start web",
  "docker restart web",
  "docker exec web ls",
  "docker login a.b",
  "docker $VERB a:b",
])("%s does nothing with images", (line) => expect(effects(line)).toEqual([]));

it("reads commands of any length", () => {
  expect(effects(`docker run -d ${"-e A=b ".repeat(10_000)} a:b ${"x ".repeat(150_000)}`)).toEqual(["start a:b stays"]);
  expect(effects(`docker ${"$V ".repeat(20_000)} run a:b`, { words: { V: mark("input") } })).toEqual([]);
});

it("names the command as a reader would, and points at the image", () => {
  const [effect] = docker.read(commandOf("docker image pull a:b"));
  expect(effect).toMatchObject({ by: "docker image pull", image: { written: "a:b" } });
  expect(effect?.does === "pull" && effect.image.place.range().start.column).toBe(19);
});
