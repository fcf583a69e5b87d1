import { describe, expect, it } from "vitest";
import { readScript } from "../shell/script.ts";
import { writtenOf } from "../shell/word.ts";
import { type DockerUse, dockerUse } from "./docker.ts";

function use(command: string): DockerUse | undefined {
  return dockerUse(readScript(command).commands.at(-1)?.words ?? []);
}

function image(command: string): string | undefined {
  const found = use(command);
  return found !== undefined && "image" in found ? `${found.verb} ${writtenOf(found.image)}` : undefined;
}

describe("the image of a command", () => {
  it.each([
    ["docker run a:b", "run a:b"],
    ["docker run -d --name web -p 80:80 a:b c:d", "run a:b"],
    ["docker run -dit --rm -e X=y:z --restart=always a:b --name c", "run a:b"],
    ["docker run -p80:80 -eA=b --env A a:b", "run a:b"],
    ["docker run --pull always -v /x:/y a:b", "run a:b"],
    ["docker run -- a:b", "run a:b"],
    ["docker run -d=true a:b", "run a:b"],
    ["docker container create --init a:b", "create a:b"],
    ["docker pull a:b", "pull a:b"],
    ["docker pull -q a:b --platform linux/arm64", "pull a:b"],
    ["docker image pull a:b", "pull a:b"],
    ["docker --context far -D pull a:b", "pull a:b"],
    ["/usr/bin/docker pull a:b", "pull a:b"],
    ["sudo -u root docker pull a:b", "pull a:b"],
    ["sudo -E env A=b timeout -k 5 60 nice -n 5 docker pull a:b", "pull a:b"],
    ["docker push -a a:b", "push a:b"],
    ["docker tag a:b c:d", "tag a:b"],
  ])("%s", (command, expected) => expect(image(command)).toBe(expected));
});

it.each([
  "docker",
  "docker run",
  "docker pull",
  'docker pull ""',
  "docker ps -a",
  "docker rmi a:b",
  "docker inspect a:b",
  "docker image inspect a:b",
  "docker network create net",
  "docker volume create vol",
  "docker buildx create --name b",
  "docker $VERB a:b",
  "docker compose build",
  "docker compose push",
  "docker compose down",
  "podman pull a:b",
  "echo docker pull a:b",
  "sudo echo docker pull a:b",
])("%s takes no image from a registry", (command) => expect(use(command)).toBeUndefined());

it("tells containers that stay from those that are thrown away", () => {
  const traits = (command: string) => {
    const found = use(command);
    return found?.verb === "run" ? { stays: found.stays, throwaway: found.throwaway } : undefined;
  };
  expect(traits("docker run -d a")).toEqual({ stays: true, throwaway: false });
  expect(traits("docker run --detach a")).toEqual({ stays: true, throwaway: false });
  expect(traits("docker run --detach=false --rm a")).toEqual({ stays: false, throwaway: true });
  expect(traits("docker run --restart always a")).toEqual({ stays: true, throwaway: false });
  expect(traits("docker run a")).toEqual({ stays: false, throwaway: false });
});

it("knows what a build makes and what it reads as a cache", () => {
  const found = use("docker buildx build -t a:b --tag=c:d --cache-from type=registry,ref=e:f --load .");
  expect(found?.verb === "makes" && [found.images.map(writtenOf), found.caches.map(writtenOf)]).toEqual([
    ["a:b", "c:d"],
    ["type=registry,ref=e:f"],
  ]);
});

it.each(["docker compose -f x.yml --profile p up -d", "docker-compose pull", "docker compose run app migrate"])(
  "%s deploys a compose file",
  (command) => expect(use(command)?.verb).toBe("compose"),
);
