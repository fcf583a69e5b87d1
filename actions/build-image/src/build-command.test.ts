import { commandLine } from "@deploy-actions/target";
import { describe, expect, it } from "vitest";
import { type Build, buildCommand } from "./build-command.ts";
import { cacheProblem, commitProblem, hostProblem, imageProblem, notOneLine } from "./input-checks.ts";

const build: Build = {
  tag: "ghcr.io/acme/app:sha-1",
  commit: "1",
  context: "-app",
  file: undefined,
  target: undefined,
  version: undefined,
  source: "https://github.com/acme/app",
  committed: undefined,
  buildArgs: [],
  labels: [],
  cacheFrom: [],
  cacheTo: [],
  progress: "plain",
};
const commandOf = (change: Partial<Build>) =>
  buildCommand({ ...build, ...change }, { inherit: ["PATH"], env: { DOCKER_CONFIG: "/c" } });

describe("the build command", () => {
  it("passes each input as one argument, and the context after all options", () => {
    const change = {
      buildArgs: ["A=b c"],
      labels: ["x=$(y)"],
      cacheFrom: ["r/a:1", "type=s3,a=b"],
      cacheTo: ["type=inline"],
    };
    expect(commandLine({ argv: commandOf({ ...change, file: "D", target: "t", version: "1.0" }).argv })).toBe(
      "docker buildx build --load --tag ghcr.io/acme/app:sha-1 --progress plain --label org.opencontainers.image.revision=1 --label org.opencontainers.image.source=https://github.com/acme/app --label org.opencontainers.image.version=1.0 --build-arg COMMIT=1 --build-arg VERSION=1.0 --label 'x=$(y)' --build-arg 'A=b c' --cache-from type=registry,ref=r/a:1 --cache-from type=s3,a=b --cache-to type=inline --file D --target t -- -app",
    );
  });
  it("inherits the variables that build arguments name, and the credentials of the caches that are used", () => {
    expect(commandOf({}).inherit).not.toContain("AWS_SECRET_ACCESS_KEY");
    const { inherit } = commandOf({ buildArgs: ["NPM_TOKEN", "B=1"], cacheTo: ["mode=max,type=s3"] });
    expect(inherit).toEqual(expect.arrayContaining(["PATH", "NPM_TOKEN", "AWS_SECRET_ACCESS_KEY"]));
    expect(inherit).not.toContain("B");
  });
  it("gives the same digest for the same commit", () => {
    const committed = { iso: "2026-01-01T00:00:00Z", epoch: "1767225600" };
    expect(commandOf({ committed }).env).toMatchObject({ SOURCE_DATE_EPOCH: "1767225600", DOCKER_CONFIG: "/c" });
    expect(commandOf({ committed }).argv).toContain("org.opencontainers.image.created=2026-01-01T00:00:00Z");
  });
});

describe("inputs", () => {
  it.each(["a\nb", "a\rb", "a\u0085b", "a\u2028b", "\u001b[31m"])("of one line cannot be %j", (text) => {
    expect(notOneLine(text)).toBeDefined();
    expect([commitProblem(text), imageProblem(text), hostProblem(text)]).not.toContain(undefined);
  });
  it.each(["type=gha", "type=gha,scope=x", "scope=x,type=gha"])("cannot name the cache %s", (spec) => {
    expect(cacheProblem([spec])).toContain("type=registry");
  });
  it.each(["type=inline", "type=registry,ref=a/type=gha", "ghcr.io/acme/app:cache"])(
    "can name the cache %s",
    (spec) => {
      expect(cacheProblem([spec])).toBeUndefined();
    },
  );
});
