import { commitMark, mark, shown } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { stepOf } from "../../test/action.ts";
import { dockerMetadata } from "./docker-metadata.ts";

function outputs(inputs: Readonly<Record<string, string>>, ref?: string): ReadonlyMap<string, readonly string[]> {
  const step = stepOf("docker/metadata-action", inputs, ref === undefined ? {} : { variables: { GITHUB_REF: ref } });
  const known = dockerMetadata.outputs?.(step) ?? new Map();
  return new Map([...known].map(([name, values]) => [name, values.map(({ text }: { text: string }) => shown(text))]));
}

const main = "refs/heads/main";
const branch = `refs/heads/${mark("branch")}`;
const tag = `refs/tags/${mark("version")}`;

describe("docker/metadata-action", () => {
  it.each<[string, string | undefined, readonly string[]]>([
    ["type=sha", main, ["sha-<commit>"]],
    ["type=sha,prefix=,format=long", main, ["<commit>"]],
    ["type=sha,prefix={{branch}}-", main, ["<branch>-<commit>"]],
    ["type=ref,event=branch\ntype=sha", main, ["main"]],
    ["type=ref,event=branch\ntype=sha", branch, ["<branch>"]],
    ["type=ref,event=branch\ntype=sha", tag, ["sha-<commit>"]],
    ["type=semver,pattern={{version}}\ntype=sha", tag, ["<version>"]],
    ["type=semver,pattern=v{{major}}.{{minor}}", tag, ["v<version>.<version>"]],
    ["type=semver,pattern={{version}}\ntype=sha", main, ["sha-<commit>"]],
    ["type=semver,pattern={{version}}\ntype=sha", undefined, ["<version>", "sha-<commit>"]],
    ["type=raw,value=latest,enable={{is_default_branch}}\ntype=sha", main, ["latest", "sha-<commit>"]],
    ["type=raw,value=latest,enable=false\ntype=sha", main, ["sha-<commit>"]],
    ["type=raw,value=latest\ntype=sha,priority=900", main, ["sha-<commit>"]],
    ["type=raw,value=dev-{{sha}}-{{date 'X'}}", main, ["dev-<commit>-<time>"]],
    [`${commitMark()}`, main, ["<commit>"]],
    ["# a comment\nlatest", main, ["latest"]],
    ["type=schedule\ntype=edge\ntype=sha", main, ["nightly", "edge", "sha-<commit>"]],
    ["type=ref,event=branch", "refs/heads/feature/x", ["feature-x"]],
    ["", main, ["nightly", "main"]],
    ["type=constructor\ntype=__proto__\ntype=sha", main, ["sha-<commit>"]],
  ])("%j on %s has version %j", (tags, ref, versions) => {
    expect(outputs({ images: "acme/app", tags }, ref).get("version")).toEqual(versions);
  });

  it("lists the version first, for every image, and latest behind a version", () => {
    const inputs = { images: "ghcr.io/Acme/App\nname=acme/app", tags: "type=sha\ntype=semver,pattern={{version}}" };
    expect(outputs(inputs, tag).get("tags")?.[0]?.split("\n")).toEqual([
      "ghcr.io/acme/app:<version>",
      "ghcr.io/acme/app:sha-<commit>",
      "ghcr.io/acme/app:latest",
      "acme/app:<version>",
      "acme/app:sha-<commit>",
      "acme/app:latest",
    ]);
    expect(outputs({ ...inputs, flavor: "latest=false" }, tag).get("tags")?.[0]).not.toContain("latest");
    expect(outputs({ images: "a", tags: "type=sha", flavor: "latest=true\nprefix=x-" }, main).get("tags")).toEqual([
      "a:sha-<commit>\na:latest",
    ]);
  });

  it("gives the same as JSON and as variables", () => {
    const step = stepOf("docker/metadata-action", { images: "a", tags: "type=raw,value=1\ntype=raw,value=2" });
    expect(
      JSON.parse(outputs({ images: "a", tags: "type=raw,value=1\ntype=raw,value=2" }).get("json")?.[0] ?? ""),
    ).toEqual({
      tags: ["a:1", "a:2"],
    });
    expect(dockerMetadata.environment?.(step).get("DOCKER_METADATA_OUTPUT_VERSION")?.[0]?.text).toBe("1");
  });

  it("tells the rule that a tag came from", () => {
    const step = stepOf("docker/metadata-action", { images: "a", tags: "type=sha" });
    expect(dockerMetadata.outputs?.(step).get("version")?.[0]?.trail[0]?.what).toBe("tag rule type=sha");
  });
});
