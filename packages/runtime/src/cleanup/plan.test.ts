import { describe, expect, it } from "vitest";
import type { ObjectKind } from "../docker.ts";
import { labelRule } from "./labels.ts";
import type { Container, EngineObject, Image } from "./objects.ts";
import { type Picture, plan } from "./plan.ts";

const rule = labelRule(["environment=testing", "managed-by=ci"], ["environment=production", "managed-by=manual"]);
const CI = { environment: "testing", "managed-by": "ci" };
const ALL: readonly ObjectKind[] = ["container", "image", "volume", "network"];

function container(id: string, labels: Record<string, string>, uses: Partial<Container["uses"]> = {}): Container {
  return {
    kind: "container",
    id,
    name: `${id}-name`,
    labels,
    uses: { container: [], image: ["base"], volume: [], network: [], ...uses },
  };
}
function image(id: string, labels: Record<string, string>, parent: string[] = []): Image {
  return {
    kind: "image",
    id,
    name: `${id}:latest`,
    labels,
    tags: [`${id}:latest`],
    digests: [],
    uses: { container: [], image: parent, volume: [], network: [] },
  };
}
const volume = (id: string, labels: Record<string, string>): EngineObject => ({ kind: "volume", id, name: id, labels });
const network = (id: string, labels: Record<string, string>): EngineObject => ({
  kind: "network",
  id,
  name: `${id}-name`,
  labels,
});

function planned(picture: Partial<Picture>, kinds = ALL) {
  const { remove, kept } = plan(
    { containers: [], others: [], ...picture, images: [image("base", {}), ...(picture.images ?? [])] },
    rule,
    kinds,
  );
  return { remove: remove.map(({ id }) => id), kept: kept.map(({ object, reason }) => `${object.id}: ${reason}`) };
}

it("removes what matches, in an order in which it can go", () => {
  expect(
    planned({
      images: [image("i", CI)],
      containers: [container("c", CI, { image: ["i"], network: ["n"], volume: ["v"] })],
      others: [volume("v", CI), network("n", CI)],
    }),
  ).toEqual({
    remove: [],
    kept: ["c: labels-inherited", "i: in-use", "v: in-use", "n: in-use"],
  });
  expect(
    planned({
      images: [image("i", CI)],
      containers: [container("c", CI, { network: ["n"], volume: ["v"] })],
      others: [volume("v", CI), network("n", CI)],
    }),
  ).toEqual({
    remove: ["c", "n", "v", "i"],
    kept: [],
  });
});

it("says nothing of what nobody asked about, and names what is protected", () => {
  const containers = [
    container("other", {}),
    container("half", { environment: "testing" }),
    container("prod", { environment: "production" }),
  ];
  expect(planned({ containers, others: [volume("manual", { ...CI, "managed-by": "manual" })] })).toEqual({
    remove: [],
    kept: ["prod: protect-label", "manual: protect-label"],
  });
});

describe("what a staying container uses stays", () => {
  it.each([
    ["its image", "image", image("x", CI)],
    ["its volume", "volume", volume("x", CI)],
    ["its network, by id", "network", network("x", CI)],
  ] as const)("%s", (_, kind, object) => {
    const user = container("prod", { environment: "production" }, { [kind]: ["x"] });
    const picture =
      kind === "image" ? { images: [object as Image], containers: [user] } : { containers: [user], others: [object] };
    expect(planned(picture)).toEqual({ remove: [], kept: ["prod: protect-label", "x: in-use"] });
  });

  it("a network that a container which never started knows by name only", () => {
    expect(
      planned({ containers: [container("created", {}, { network: ["x-name"] })], others: [network("x", CI)] }).kept,
    ).toEqual(["x: in-use"]);
  });

  it("the container whose network it shares, and what that one uses in turn", () => {
    const picture = {
      containers: [
        container("side", {}, { container: ["mid"] }),
        container("mid", CI, { container: ["far"] }),
        container("far", CI, { volume: ["v"] }),
        container("free", CI),
      ],
      others: [volume("v", CI)],
    };
    expect(planned(picture)).toEqual({ remove: ["free"], kept: ["mid: in-use", "far: in-use", "v: in-use"] });
  });

  it("the image that an image was built on", () => {
    const images = [image("parent", CI), image("child", {}, ["parent"]), image("old", CI), image("older", CI, ["old"])];
    expect(planned({ images })).toEqual({ remove: ["old", "older"], kept: ["parent: in-use"] });
  });

  it("but not what only leaving containers use", () => {
    expect(
      planned({
        containers: [container("c", CI, { volume: ["v"], container: ["d"] }), container("d", CI)],
        others: [volume("v", CI)],
      }).remove,
    ).toEqual(["c", "d", "v"]);
  });

  it("also a matching container, when containers are not to be removed", () => {
    expect(
      planned({ containers: [container("c", CI, { volume: ["v"] })], others: [volume("v", CI), volume("w", CI)] }, [
        "volume",
      ]),
    ).toEqual({ remove: ["w"], kept: ["v: in-use"] });
  });
});

describe("a container from an image with the same labels", () => {
  it("stays: its labels may be its image's, and its image may be production's", () => {
    expect(planned({ images: [image("ci", CI)], containers: [container("c", CI, { image: ["ci"] })] }).kept).toEqual([
      "c: labels-inherited",
      "ci: in-use",
    ]);
  });
  it("goes when one matching label can only be its own", () => {
    expect(
      planned({
        images: [image("ci", { environment: "testing" })],
        containers: [container("c", CI, { image: ["ci"] })],
      }).remove,
    ).toEqual(["c"]);
  });
  it("stays when its image is gone and nobody can tell", () => {
    expect(planned({ containers: [container("c", CI, { image: ["vanished"] })] }).kept).toEqual([
      "c: labels-inherited",
    ]);
  });
  it("is protected by a label of its image just as by one of its own", () => {
    expect(
      planned({
        images: [image("p", { environment: "production" })],
        containers: [container("c", { environment: "production" }, { image: ["p"] })],
      }).kept,
    ).toEqual(["c: protect-label", "p: protect-label"]);
  });
});
