import { describe, expect, it } from "vitest";
import { ruleOf } from "../../test/label-rule.ts";
import type { ObjectKind } from "../docker.ts";
import type { KeepImages } from "./keep-images.ts";
import type { Container, EngineObject, Image } from "./objects.ts";
import { type Inventory, plan } from "./plan.ts";

const rule = ruleOf(["environment=testing", "managed-by=ci"], ["environment=production", "managed-by=manual"]);
const CI = { environment: "testing", "managed-by": "ci" };
const ALL: readonly ObjectKind[] = ["container", "image", "volume", "network"];

function container(
  id: string,
  labels: Record<string, string>,
  uses: Partial<Container["uses"]> = {},
  anonymous: string[] = [],
): Container {
  return {
    kind: "container",
    id,
    name: `${id}-name`,
    labels,
    uses: { container: [], image: ["base"], volume: anonymous, network: [], ...uses },
    anonymous,
  };
}
function image(id: string, labels: Record<string, string>, parent: string[] = [], steps: string[] = []): Image {
  return {
    kind: "image",
    id,
    name: `${id}:latest`,
    labels,
    tags: [`${id}:latest`],
    digests: [],
    layers: [],
    history: [...parent.map((each) => `COPY ${each} / # buildkit`), ...steps],
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

function planned(inventory: Partial<Inventory>, kinds = ALL, keep?: KeepImages) {
  const { remove, kept } = plan(
    { containers: [], others: [], ...inventory, images: [image("base", {}), ...(inventory.images ?? [])] },
    rule,
    kinds,
    keep,
  );
  return { remove: remove.map(({ id }) => id), kept: kept.map(({ object, reason }) => `${object.id}: ${reason}`) };
}

it("removes matching objects in dependency order", () => {
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

it("gives the reason for each kept object", () => {
  const data = "d".repeat(64);
  const { kept } = plan(
    {
      containers: [
        container("prod", { environment: "production" }, { image: ["used"] }),
        container("owner", CI, { image: ["plain"] }, [data]),
        container("heir", CI, { image: ["used"] }),
      ],
      images: [image("used", CI), image("plain", {}), image("below", CI), image("above", {}, ["below"])],
      others: [volume(data, { environment: "staging", team: "a" })],
    },
    rule,
    ALL,
  );
  expect(kept.map(({ object, why }) => `${object.id}: ${why}`)).toEqual([
    "prod: it has the label environment=production",
    "heir: its image also has the label environment=testing, so it may be inherited",
    "used: the container prod-name uses it",
    "below: the image above:latest is built on it",
    `${data}: it has its own labels (environment, team), which do not match`,
  ]);
});

it("does not count an object as its own user", () => {
  expect(planned({ containers: [container("c", CI, { container: ["c"] })] }, ["container"]).remove).toEqual(["c"]);
});

it("ignores objects out of scope, and reports protected ones", () => {
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

describe("objects used by a kept container are kept", () => {
  it.each([
    ["its image", "image", image("x", CI)],
    ["its volume", "volume", volume("x", CI)],
    ["its network, by id", "network", network("x", CI)],
  ] as const)("%s", (_, kind, object) => {
    const user = container("prod", { environment: "production" }, { [kind]: ["x"] });
    const inventory =
      kind === "image" ? { images: [object as Image], containers: [user] } : { containers: [user], others: [object] };
    expect(planned(inventory)).toEqual({ remove: [], kept: ["prod: protect-label", "x: in-use"] });
  });

  it("a network known only by name to a container that never started", () => {
    expect(
      planned({ containers: [container("created", {}, { network: ["x-name"] })], others: [network("x", CI)] }).kept,
    ).toEqual(["x: in-use"]);
  });

  it("the container whose network it shares, and what that container uses", () => {
    const inventory = {
      containers: [
        container("side", {}, { container: ["mid"] }),
        container("mid", CI, { container: ["far"] }),
        container("far", CI, { volume: ["v"] }),
        container("free", CI),
      ],
      others: [volume("v", CI)],
    };
    expect(planned(inventory)).toEqual({ remove: ["free"], kept: ["mid: in-use", "far: in-use", "v: in-use"] });
  });

  it("the image that an image was built on", () => {
    const images = [
      image("parent", CI),
      image("child", {}, ["parent"]),
      image("old", CI),
      image("new", CI, ["old"], ["LABEL environment=testing managed-by=ci"]),
    ];
    expect(planned({ images })).toEqual({ remove: ["old", "new"], kept: ["parent: in-use"] });
  });

  it("but not objects that only removed containers use", () => {
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

describe("an anonymous volume of a container", () => {
  const data = "d".repeat(64);
  const owner = container("c", CI, {}, [data]);
  const anonymous = { "com.docker.volume.anonymous": "" };
  it.each([
    ["is removed with it", {}],
    ["is removed with it, marked by the engine", anonymous],
    ["is removed by its own labels", { ...anonymous, ...CI }],
  ])("%s", (_, labels) => {
    for (const kinds of [ALL, ["container"] as const])
      expect(planned({ containers: [owner], others: [volume(data, labels)] }, kinds)).toEqual({
        remove: ["c", data],
        kept: [],
      });
  });
  it.each([
    ["is protected", { ...anonymous, environment: "production" }, "protect-label"],
    ["is protected although it matches", { ...CI, "managed-by": "manual" }, "protect-label"],
    ["has other labels", { environment: "staging" }, "own-labels"],
  ])("is kept if it %s", (_, labels, reason) => {
    for (const kinds of [ALL, ["container"] as const])
      expect(planned({ containers: [owner], others: [volume(data, labels)] }, kinds)).toEqual({
        remove: ["c"],
        kept: [`${data}: ${reason}`],
      });
  });
  it("is kept while another container uses it, and with a kept container", () => {
    const borrower = container("b", {}, { volume: [data] });
    const others = [volume(data, {})];
    expect(planned({ containers: [owner, borrower], others })).toEqual({ remove: ["c"], kept: [`${data}: in-use`] });
    expect(planned({ containers: [container("p", {}, {}, [data])], others })).toEqual({ remove: [], kept: [] });
  });
});

describe("images listed by name", () => {
  const digest = `sha256:${"1".repeat(64)}`;
  const pulled: Image = { ...image("v1", CI), tags: ["ghcr.io/acme/app:v1"], digests: [`ghcr.io/acme/app@${digest}`] };
  const keep = (...names: string[]): KeepImages => ({ named: names.map((name) => ({ name, why: "listed" })) });
  it.each([
    [digest],
    ["1".repeat(64)],
    [`ghcr.io/acme/app@${digest}`],
    [`ghcr.io/acme/app:v9@${digest}`],
    [`registry.example/copy/app@${digest}`],
    ["ghcr.io/acme/app:v1"],
    ["ghcr.io/acme/app"],
  ])("are kept: %s", (name) => {
    expect(planned({ images: [pulled] }, ALL, keep("other/image:1", name)).kept).toEqual(["v1: kept-image"]);
  });
  it.each([
    ["ghcr.io/acme/app:v2"],
    ["ghcr.io/acme/other"],
    ["acme/app:v1"],
    [`ghcr.io/acme/app@sha256:${"2".repeat(64)}`],
    ["2".repeat(64)],
  ])("do not match another name: %s", (name) => {
    expect(planned({ images: [pulled] }, ALL, keep(name)).remove).toEqual(["v1"]);
  });
  it("are found by the short id that docker prints", () => {
    const short: Image = { ...image("i", CI), id: `sha256:${"ab".repeat(32)}` };
    expect(planned({ images: [short] }, ALL, keep("ab".repeat(6))).remove).toEqual([]);
    expect(planned({ images: [short] }, ALL, keep("ba".repeat(6))).remove).toEqual([short.id]);
  });
  it("are found by the short name that the engine has for Docker Hub", () => {
    const hub: Image = { ...image("hub", CI), tags: ["redis:7"] };
    expect(planned({ images: [hub] }, ALL, keep("docker.io/library/redis:7")).kept).toEqual(["hub: kept-image"]);
  });
  it("are all images if the needed ones are unknown", () => {
    const unknown = "the ledger in /x could not be read";
    expect(planned({ images: [pulled], others: [volume("v", CI)] }, ALL, { named: [], unknown })).toEqual({
      remove: ["v"],
      kept: ["v1: ledger-unreadable"],
    });
  });
});

describe("an image with labels of its base", () => {
  it.each([
    ["all of them", CI],
    ["some of them", { environment: "testing" }],
  ])("is kept: %s", (_, labels) => {
    const images = [image("parent", labels), image("child", CI, ["parent"])];
    expect(planned({ images }).kept).toContain("child: labels-inherited");
    expect(planned({ images }).remove).toEqual([]);
  });
  it("is kept if its build steps are unknown", () => {
    const { history: _, ...unread } = image("i", CI);
    expect(planned({ images: [unread] }).kept).toEqual(["i: labels-inherited"]);
  });
});

describe("an unreadable object", () => {
  const unread = { labels: {}, unreadable: "the engine failed" };
  it("is kept with everything it may use, and the rest is removed", () => {
    const odd: Container = { ...container("odd", {}, { image: ["*"], volume: ["*"], network: ["*"] }), ...unread };
    const others = [volume("v", CI), network("n", CI)];
    expect(planned({ containers: [odd, container("c", CI)], images: [image("i", CI)], others })).toEqual({
      remove: ["c"],
      kept: ["odd: unreadable", "i: in-use", "v: in-use", "n: in-use"],
    });
    const inventory = {
      containers: [container("c", CI)],
      others: [{ ...volume("x", CI), ...unread }, volume("v", CI)],
    };
    expect(planned(inventory)).toEqual({ remove: ["c", "v"], kept: ["x: unreadable"] });
  });
  it("is reported as the possible user", () => {
    const odd: Container = { ...container("odd", {}, { volume: ["*"] }), ...unread };
    const { kept } = plan({ containers: [odd], images: [], others: [volume("v", CI)] }, rule, ALL);
    expect(kept.at(-1)?.why).toBe("the container odd-name cannot be read and may use it");
  });
  it("as image keeps its containers, whose labels may be inherited", () => {
    const images = [{ ...image("i", CI), ...unread }];
    expect(planned({ images, containers: [container("c", CI, { image: ["i"] })] }).remove).toEqual([]);
  });
});

describe("a container from an image with the same labels", () => {
  it("is kept, because its labels may be inherited and its image may be in production", () => {
    expect(planned({ images: [image("ci", CI)], containers: [container("c", CI, { image: ["ci"] })] }).kept).toEqual([
      "c: labels-inherited",
      "ci: in-use",
    ]);
  });
  it("is kept if only one of the labels is inherited", () => {
    expect(
      planned({
        images: [image("ci", { environment: "testing" })],
        containers: [container("c", CI, { image: ["ci"] })],
      }).kept,
    ).toEqual(["c: labels-inherited"]);
  });
  it("is kept if its image no longer exists", () => {
    expect(planned({ containers: [container("c", CI, { image: ["vanished"] })] }).kept).toEqual([
      "c: labels-inherited",
    ]);
  });
  it("is protected by an inherited label like by its own", () => {
    expect(
      planned({
        images: [image("p", { environment: "production" })],
        containers: [container("c", { environment: "production" }, { image: ["p"] })],
      }).kept,
    ).toEqual(["c: protect-label", "p: protect-label"]);
  });
});
