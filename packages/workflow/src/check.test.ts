import { describe, expect, it } from "vitest";
import { checkWorkflow, type FileReport } from "./check.ts";
import { SIZE_LIMIT } from "./source/decode.ts";

function check(text: string | Uint8Array): FileReport {
  return checkWorkflow(".github/workflows/w.yml", typeof text === "string" ? new TextEncoder().encode(text) : text);
}

/** Findings as `line:column severity rule`. */
function places(text: string | Uint8Array): string[] {
  return check(text).findings.map(
    ({ range, severity, rule }) => `${range.start.line}:${range.start.column} ${severity} ${rule}`,
  );
}

function job(script: string, head = "deploy:"): string {
  return `jobs:\n  ${head}\n    steps:\n      - run: |\n${script.replace(/^/gm, "          ")}\n`;
}

describe("a deploy", () => {
  it("of a moving tag is an error at the very place, with the reason and the remedy", () => {
    const { findings } = check(job("docker pull a\ndocker run -d \\\n  --name web \\\n  ghcr.io/acme/app:latest"));
    expect(findings).toMatchObject([
      { rule: "ITV002", range: { start: { line: 5, column: 23 }, end: { line: 5, column: 24 } } },
      { rule: "ITV001", name: "mutable-tag", range: { start: { line: 8, column: 13 }, end: { line: 8, column: 36 } } },
    ]);
    expect(findings[1]?.message).toBe(
      'Job "deploy" deploys ghcr.io/acme/app:latest with docker run, and the tag "latest" moves with every push. ' +
        "Deploy the image by its digest (name@sha256:…) or by a tag that carries the commit (name:sha-${{ github.sha }}).",
    );
  });
  it("of an immutable or unknown reference is none", () => {
    const report = check(
      job("docker pull a:${{ github.sha }}\ndocker run a:$TAG\ndocker pull a@${{ needs.build.outputs.digest }}"),
    );
    expect(report.findings).toEqual([]);
    expect(report.tally).toEqual({ immutable: 2, mutable: 0, undecided: 1 });
  });
  it("is not the build, tag and push beside it", () => {
    expect(
      places(
        job(
          "docker build -t a:latest .\ndocker tag a:latest a:prod\ndocker push a:latest\ndocker push -a a\ndocker pull a:latest",
        ),
      ),
    ).toEqual(["9:23 error ITV001"]);
  });
  it("is none of what is only said", () => {
    expect(
      places(
        job("# docker pull a:latest\necho docker pull a:latest\ncat <<E\ndocker pull a:latest\nE\ndocker rmi a:latest"),
      ),
    ).toEqual([]);
  });
  it("may stand in quotes, in a folded scalar, on the line of its key", () => {
    const text = `jobs:
  deploy:
    steps:
      - run: "docker pull 'a:x'"
      - run: docker pull a:y
      - run: >-
          docker pull
          a:z
`;
    expect(places(text)).toEqual(["4:27 error ITV001", "5:26 error ITV001", "8:11 error ITV001"]);
  });
});

describe("a command by itself", () => {
  it.each([
    ["that leaves a container running deploys", "main:", "docker run -d a:latest", 1],
    ["that runs through in the foreground may deploy where no name says more", "main:", "docker run a:latest", 1],
    ["that is thrown away is a tool", "main:", "docker run --rm a:latest lint", 0],
    ["in a test job is a test", "integration-test:", "docker run -d a:latest", 0],
    ["in a build job is a tool", "build:", "docker run a:latest make", 0],
    ["in a build job deploys if it stays", "build:", "docker run -d --restart always a:latest", 1],
    ["that only pulls is none", "main:", "docker pull a:latest", 0],
    ["that pulls what is then run is a deploy, twice", "main:", "docker pull a:latest\ndocker run -d a:latest", 2],
    [
      "that pulls a cache is a build",
      "deploy:",
      "docker pull a:latest\ndocker build --cache-from a:latest -t a:x .",
      0,
    ],
    [
      "that runs what the job has built is not decided by a registry",
      "main:",
      "docker build -t a:latest .\ndocker run -d a:latest",
      0,
    ],
    ["that runs what the job has loaded, neither", "main:", "docker load -i a.tar\ndocker run -d a:latest", 0],
    ["that runs a tag the job has given, neither", "main:", "docker tag a:$SHA a:latest\ndocker run -d a:latest", 0],
    [
      "that pulls again what the job has built deploys",
      "deploy:",
      "docker build -t a:latest .\ndocker pull a:latest",
      1,
    ],
  ])("%s", (_, head, script, count) => expect(places(job(script, head))).toHaveLength(count));
  it("is a warning, and so is its pull, where it only may deploy", () => {
    expect(places(job("docker pull a:latest\ndocker run a:latest", "main:"))).toEqual([
      "5:23 warning ITV001",
      "6:22 warning ITV001",
    ]);
    expect(check(job("docker create a:latest", "main:")).findings[0]?.message).toContain("may deploy a:latest");
  });
  it("is a deploy where one step's name says so, whatever the others leave open", () => {
    const text = `jobs:
  main:
    steps:
      - { name: Deploy, run: docker pull a:latest }
      - { run: docker create a:latest }
`;
    expect(places(text)).toEqual(["4:42 error ITV001", "5:30 warning ITV001"]);
  });
  it("that promotes a moving tag is a warning", () => {
    expect(places(job("docker pull a:latest\ndocker tag a:latest a:x\ndocker push a:x", "release:"))).toEqual([
      "5:23 warning ITV001",
    ]);
  });
  it("that runs what docker/build-push-action made in the job is not decided by a registry", () => {
    const build = "      - uses: docker/build-push-action@v6\n        with: { load: true, tags: 'x:1,a:latest' }\n";
    expect(places(job("docker run -d a:latest", "main:").replace("steps:\n", `steps:\n${build}`))).toEqual([]);
  });
});

describe("the runner's own images", () => {
  const slots = (head: string) =>
    `jobs:\n  ${head}\n    container: node:20\n    services:\n      db: { image: postgres }\n      q: { image: "redis@\${{ inputs.d }}" }\n`;
  it.each([
    ["deploy:", ["3:16 error ITV001", "5:20 error ITV002"]],
    ["main:", ["3:16 warning ITV001", "5:20 warning ITV002"]],
    ["test:", []],
    ["build:", []],
  ])("are held to what job %s is held to", (head, expected) => expect(places(slots(head))).toEqual(expected));
});

describe("what cannot be read", () => {
  it.each([
    ["broken YAML", "jobs:\n  a: [\n b: }\n", "3:2"],
    ["binary data", new Uint8Array([0x61, 0, 0x62]), "1:1"],
    ["another encoding", new Uint8Array([0xff, 0xfe]), "1:1"],
    ["a file too large", new Uint8Array(SIZE_LIMIT + 1).fill(0x20), "1:1"],
    ["an unclosed quote", job('docker pull "a:latest'), "5:23"],
  ])("is a warning with its place: %s", (_, text, place) => {
    expect(places(text)).toEqual([`${place} warning ITV090`]);
  });
  it("does not hide the rest", () => {
    expect(places(job("docker pull a:x\nfi\ndocker pull a:y"))).toEqual([
      "5:23 error ITV001",
      "6:11 warning ITV090",
      "7:23 error ITV001",
    ]);
    expect(places(`${job("docker pull a:x")}broken: [\n`)).toContain("5:23 error ITV001");
  });
  it("is counted where it is only out of reach", () => {
    const script = job("docker compose pull\ndocker compose up -d").concat(
      "      - { shell: pwsh, run: docker pull a:latest }\n",
    );
    expect(check(script)).toMatchObject({ findings: [], unread: { composeCommands: 2, foreignScripts: 1 } });
  });
});

it("says the same thing about a shared anchor once, and the graver one", () => {
  const text = "jobs:\n  main:\n    container: &image node:20\n  deploy:\n    container: *image\n";
  expect(places(text)).toEqual(["3:23 error ITV001"]);
});
