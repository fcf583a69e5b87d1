import { expect, it } from "vitest";
import {
  at,
  COMMIT,
  check,
  hop,
  INPUT,
  image,
  LATEST,
  lenient,
  mutable,
  report,
  restart,
  unknownFiles,
  value,
  WORKFLOW,
} from "../../test/made.ts";
import type { Finding } from "../finding.ts";
import type { Settings } from "./rule.ts";

function findings(parts: Parameters<typeof report>[0], settings: Settings = lenient): readonly Finding[] {
  return check([report(parts)], settings).findings;
}

function said(parts: Parameters<typeof report>[0], settings: Settings = lenient): string[] {
  return findings(parts, settings).map(({ rule, severity, message }) => `${severity} ${rule} ${message}`);
}

const untaggedImage = mutable("ghcr.io/acme/app", "untagged", 'a name without a tag means "latest"');
const postgres = mutable("postgres:16", "version", 'the tag "16" moves with every release');
const inFile = { asked: "compose.yml", name: "service web", at: at(30) };

it("reports nothing for an immutable image", () => {
  const value = { text: `app:${COMMIT}`, trail: [] };
  expect(
    said({ deployments: [image({ judgement: { verdict: "immutable", why: "it carries the commit", value } })] }),
  ).toEqual([]);
});

it("refuses a mutable tag with job, image, command, reason and remedy", () => {
  expect(said({ deployments: [image()] })).toEqual([
    'error ITV001 Job "deploy" deploys ghcr.io/acme/app:latest with docker run, and the tag "latest" moves with every push. Deploy the image by its digest (name@sha256:…) or by a tag that carries the commit (name:sha-${{ github.sha }}).',
  ]);
});

it("shows the value of a written reference", () => {
  const [one] = said({ deployments: [image({ written: "$REGISTRY/app:$TAG" })] });
  expect(one).toContain("deploys $REGISTRY/app:$TAG (here ghcr.io/acme/app:latest) with docker run");
});

it("describes a container slot of the job", () => {
  expect(said({ deployments: [image({ by: "service db" })] })[0]).toContain(
    'Job "deploy" runs ghcr.io/acme/app:latest as its service db',
  );
});

it.each([
  ["maybe", 'Job "deploy" may deploy ghcr.io/acme/app:latest with docker run'],
  ["promote", 'Job "deploy" pulls ghcr.io/acme/app:latest with docker run, only to push it under another name'],
] as const)("only warns where certainty is %s", (certainty, words) => {
  const [one] = said({ deployments: [image({ certainty })] });
  expect(one).toContain("warning ITV001");
  expect(one).toContain(words);
});

it("refuses an image without a tag", () => {
  expect(said({ deployments: [image({ written: "ghcr.io/acme/app", judgement: untaggedImage })] })).toEqual([
    expect.stringMatching(
      /^error ITV002 .*deploys ghcr\.io\/acme\/app with docker run, and a name without a tag means "latest"/,
    ),
  ]);
});

it("refuses a default that can move, and points at it", () => {
  const trail = [hop("env TAG", 5), hop("default of input tag", 3, { fallback: true })];
  const judgement = { ...LATEST, value: value("ghcr.io/acme/app:latest", trail) };
  const [one] = findings({ deployments: [image({ written: "ghcr.io/acme/app:$TAG", judgement })] });
  expect(one).toMatchObject({ rule: "ITV003", severity: "error", chain: trail });
  expect(one?.message).toContain("which defaults to ghcr.io/acme/app:latest (default of input tag), and the tag");
});

it("does not blame a default for a tag that is written out, or that holds without it", () => {
  const trail = [hop("$REGISTRY", 5, { fallback: true })];
  const judgement = { ...LATEST, value: value("ghcr.io/acme/app:latest", trail) };
  expect(
    findings({ deployments: [image({ written: "${REGISTRY:-ghcr.io/acme}/app:latest", judgement })] })[0]?.rule,
  ).toBe("ITV001");
  const values = [judgement.value, value("quay.io/acme/app:latest")];
  expect(findings({ deployments: [image({ written: "$A/$B", judgement, values })] })[0]?.rule).toBe("ITV001");
});

it("blames a default where another value has another tag, and no hop that is not a fallback", () => {
  const trail = [hop("default of input tag", 3, { fallback: true })];
  const judgement = { ...LATEST, value: value("ghcr.io/acme/app:latest", trail) };
  const values = [judgement.value, value(`ghcr.io/acme/app:${COMMIT}`)];
  expect(findings({ deployments: [image({ written: "app:$TAG", judgement, values })] })[0]?.rule).toBe("ITV003");
  const plain = { ...LATEST, value: value("ghcr.io/acme/app:latest", [hop("env TAG", 5)]) };
  expect(findings({ deployments: [image({ written: "app:$TAG", judgement: plain })] })[0]?.rule).toBe("ITV001");
});

it("refuses an own image in a file, at the command that deploys it, and names the line", () => {
  const place = at(4, 12, 23, "compose.yml");
  const [one, ...others] = findings({ deployments: [image({ by: "docker compose up", place, file: inFile })] });
  expect(others).toEqual([]);
  expect(one).toMatchObject({ rule: "ITV004", severity: "error", path: WORKFLOW, range: at(30).range() });
  expect(one?.message).toContain(
    'Job "deploy" deploys compose.yml with docker compose up, where service web is ghcr.io/acme/app:latest',
  );
  expect(one?.related).toEqual([{ what: "ghcr.io/acme/app:latest", path: "compose.yml", range: place.range() }]);
});

it.each([
  ["in the step", undefined],
  ["in a file", inFile],
])("warns about the third-party image %s, with the command that prints its digest", (_, file) => {
  const parts = { own: false, written: "postgres:16", judgement: postgres };
  expect(said({ deployments: [image(file === undefined ? parts : { ...parts, file })] })).toEqual([
    expect.stringMatching(
      /^warning ITV005 .*Write postgres:16@sha256:…; docker buildx imagetools inspect postgres:16 prints/,
    ),
  ]);
});

it("warns of what cannot be decided with the way the value took, and fails only when asked to", () => {
  const trail = [hop("needs.build.outputs.tag", 8), hop("input image_tag (required, no default)", 3)];
  const judgement = {
    verdict: "undecided",
    why: "only the caller knows its tag",
    value: value(`app:${INPUT}`, trail),
  } as const;
  const deployments = [image({ written: "app:$TAG", judgement })];
  expect(said({ deployments })).toEqual([
    expect.stringMatching(
      /^warning ITV006 .*only the caller knows its tag: app:\$TAG ← needs\.build\.outputs\.tag ← input image_tag \(required, no default\)\. /,
    ),
  ]);
  expect(findings({ deployments }, { ...lenient, strict: true })[0]?.severity).toBe("error");
  expect(
    findings({ deployments: [image({ judgement, certainty: "maybe" })] }, { ...lenient, strict: true })[0]?.severity,
  ).toBe("note");
});

it("shows the ends of a long way, and no station twice in a row", () => {
  const trail = ["$A", "$A", "$B", "$C", "$D", "$E", "$F", "input tag"].map((what, index) => hop(what, index + 1));
  const judgement = {
    verdict: "undecided",
    why: "an input decides its tag",
    value: value(`app:${INPUT}`, trail),
  } as const;
  const [one] = said({ deployments: [image({ written: "$A", judgement })] });
  expect(one).toContain("decides its tag: $A ← $B ← $C ← $D ← … ← input tag. ");
});

it("warns of files that are not there", () => {
  expect(said({ deployments: [unknownFiles()] })).toEqual([
    expect.stringMatching(
      /^warning ITV006 Job "deploy" deploys k8s\/ with kubectl apply, and k8s\/ is not in this repository/,
    ),
  ]);
});

it("refuses a restart that pulls again", () => {
  expect(said({ deployments: [restart()] })).toEqual([
    expect.stringMatching(/^error ITV007 Job "deploy" restarts deployment\/api with kubectl rollout restart/),
  ]);
});

it("warns of a file that is deployed before the right image is set, whatever else is wrong with it", () => {
  const trail = [hop("$TAG", 5, { fallback: true })];
  const file = { ...inFile, overriddenAt: at(33) };
  const judgement = { ...LATEST, value: value(LATEST.value.text, trail) };
  const [one] = findings({ deployments: [image({ written: "app:$TAG", own: false, judgement, file })] });
  expect(one).toMatchObject({ rule: "ITV008", severity: "warning" });
  expect(one?.related.map(({ what }) => what)).toEqual(["deployed by docker run", "set to an immutable image"]);
});

it("notes an image that is built where it runs", () => {
  const build = {
    is: "target-build",
    job: "deploy",
    step: "Up",
    by: "docker compose up --build",
    place: at(3, 5, 5, "compose.yml"),
    at: at(30),
  } as const;
  expect(findings({ deployments: [build] })).toMatchObject([{ rule: "ITV009", severity: "note", path: "compose.yml" }]);
});

it("names the commit tag that the workflow pushes beside each finding that could use it", () => {
  const pushed = [
    {
      job: "build",
      step: "Push",
      written: "$IMAGE:${{ github.sha }}",
      place: at(7),
      values: [value(`ghcr.io/acme/app:${COMMIT}`)],
    },
  ];
  const deployments = [image(), image({ place: at(13), own: false, judgement: postgres }), restart()];
  expect(said({ deployments, pushed }).filter((one) => one.includes("ITV010"))).toEqual([
    'note ITV010 Job "build" pushes this image with a commit tag, as ghcr.io/acme/app:<commit>. Deploy that tag.',
    expect.stringContaining("note ITV010"),
  ]);
});

it("names that tag in the finding itself", () => {
  const pushed = [
    { job: "build", step: "Push", written: "a:$S", place: at(7), values: [value(`ghcr.io/acme/app:sha-${COMMIT}`)] },
  ];
  const [tag, , again] = said({ deployments: [image(), restart()], pushed });
  expect(tag).toContain('Deploy the commit tag that job "build" pushes: ghcr.io/acme/app:sha-<commit>.');
  expect(again).toContain("kubectl set image deployment/api '*=ghcr.io/acme/app:sha-<commit>'");
});

it.each([
  [
    "docker compose up",
    "Write image: ghcr.io/acme/app:${TAG:?not set} in the file and set TAG to sha-${{ github.sha }}",
  ],
  [
    "docker stack deploy",
    "Write image: ghcr.io/acme/app:${TAG:?not set} in the file and set TAG to sha-${{ github.sha }}",
  ],
  ["kubectl apply", "kustomize edit set image ghcr.io/acme/app:sha-${{ github.sha }},"],
  ["helm upgrade", "--set-string image.tag=sha-${{ github.sha }}"],
  ["azure/k8s-deploy", "Replace the tag in the file"],
])("suggests what to write in a file that %s deploys", (by, words) => {
  expect(said({ deployments: [image({ by, file: inFile })] })[0]).toContain(words);
});

it.each([
  ["docker service update", "docker service update --image name:sha-${{ github.sha }}"],
  ["aws ecs update-service", "Register a task definition that names name:sha-${{ github.sha }}"],
  ["az webapp restart", "by its digest or by a tag that carries the commit (name:sha-${{ github.sha }})"],
])("suggests for %s how to set the image", (by, words) => {
  expect(said({ deployments: [restart({ by })] })[0]).toContain(words);
});

it("keeps a message short, however long the words of a script are", () => {
  const written = `$(${"cat a\n | ".repeat(10_000)})`;
  const [one] = findings({ deployments: [image({ written })] });
  expect(one?.message.length).toBeLessThan(600);
  expect(one?.subject).toBe(written.slice(0, 1000));
});

it("names no commit tag where there are two to choose from", () => {
  const push = (written: string) => ({
    job: "build",
    step: "Push",
    written,
    place: at(7),
    values: [value(`ghcr.io/acme/app:${COMMIT}`)],
  });
  expect(findings({ deployments: [image()], pushed: [push("a:$SHA"), push("a:$(git rev-parse HEAD)")] })).toHaveLength(
    1,
  );
});

it("notes a tag that helm may read as a number, though it cannot change", () => {
  const judgement = { verdict: "immutable", why: "it carries the commit", value: value(`app:${COMMIT}`) } as const;
  const [one] = findings({ deployments: [image({ by: "helm upgrade", judgement, numberProne: true })] });
  expect(one).toMatchObject({ rule: "ITV011", severity: "note" });
});

const pinned = `actions/checkout@${"0123456789".repeat(4)}`;
it.each([
  ["actions/checkout@v4", "Write actions/checkout@<commit SHA, 40 hex digits> # v4."],
  ["acme/flows/.github/workflows/ci.yml@main", "Write acme/flows/.github/workflows/ci.yml@<commit SHA"],
  [`${pinned.slice(0, -1)}`, "Write actions/checkout@<commit SHA"],
  ["docker://alpine:3", "Write docker://alpine:3@sha256:…."],
  ["docker://", "Write docker://@sha256:…."],
])("refuses the use of %s when asked to", (written, remedy) => {
  const uses = [{ job: "build", step: "step 1", written, place: at(6) }];
  expect(said({ uses })).toEqual([]);
  expect(said({ uses }, { ...lenient, actions: "sha" })).toEqual([
    expect.stringContaining(`${written}, which can change. ${remedy}`),
  ]);
});

it.each([pinned, "Acme/setup@v1", `docker://alpine@sha256:${"ab".repeat(32)}`])("accepts the use of %s", (written) => {
  const uses = [{ job: "build", step: "step 1", written, place: at(6) }];
  expect(said({ uses }, { strict: true, actions: "sha", ownOwners: ["acme"] })).toEqual([]);
});

it("says of an image everything that may move, for lists of what is allowed", () => {
  const values = [LATEST.value, value(`ghcr.io/acme/app:${COMMIT}`), value("ghcr.io/acme/other")];
  expect(findings({ deployments: [image({ values })] })[0]?.images).toEqual([
    { repository: "ghcr.io/acme/app", tag: "latest", class: "latest" },
    { repository: "ghcr.io/acme/other", class: "untagged" },
  ]);
});

it("passes problems on", () => {
  const problem = { path: "x.yml", range: at(2).range(), message: "This is not YAML." };
  expect(said({ problems: [problem] })).toEqual(["warning ITV090 This is not YAML."]);
});
