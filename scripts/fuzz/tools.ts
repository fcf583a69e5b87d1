// What programs print: docker, Compose, migration tools and Trivy, in other versions, cut off, or not themselves.
import { alembic, commandOnTarget, djangoTenants, MigrateError, splitPlainCommand } from "@deploy-actions/migrate";
import {
  Containers,
  composeFileError,
  containerState,
  differences,
  filesToKeep,
  isRunningAs,
  type Model,
  namedVariables,
  neededVariables,
  overlayText,
  parseAnswer,
  parseHashes,
  parseModel,
  pinImages,
  unescapeDollars,
} from "@deploy-actions/runtime";
import type { Command, Target } from "@deploy-actions/target";
import fc from "fast-check";
import { z } from "zod";
import { fatalMessage } from "../../actions/trivy-fs-scan/src/scan.ts";
import { row, table } from "../../actions/trivy-fs-scan/src/table.ts";
import { versionIn } from "../../actions/trivy-fs-scan/src/trivy-program.ts";
import { readReport } from "../../actions/trivy-fs-scan/src/trivy-report.ts";
import { StepFailure, toMigrateError } from "../../packages/migrate/src/failure.ts";
import { likelyCause } from "../../packages/migrate/src/likely-cause.ts";
import { bytesIn } from "../../packages/runtime/src/cleanup/disk-use.ts";
import { allObjects } from "../../packages/runtime/src/cleanup/objects.ts";
import { parseRefusal } from "../../packages/runtime/src/cleanup/remove.ts";
import { readSource } from "../../packages/runtime/src/compose-source.ts";
import { unhashedValues } from "../../packages/runtime/src/compose-unhashed.ts";
import { configuration } from "../../packages/runtime/src/credentials.ts";
import { lineReader } from "../../packages/target/src/line-reader.ts";
import { allowingProblem, allowingProblems, expectEqual, expectRepeatable, expectThat } from "./expect.ts";
import { anyText, damaged, damagedJson, jsonOf, textOf } from "./generators.ts";
import { expectProportional, shapesOf } from "./growth.ts";
import { type Area, property } from "./property.ts";
import { monstrous, YAML_PIECES } from "./yaml.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;

/** JSON as a program prints it: valid for us, nearly, cut off, or something else. */
function printed(documents: readonly unknown[], keys: readonly string[]): fc.Arbitrary<string> {
  const json = fc.oneof(damagedJson(documents, keys), jsonOf(keys)).map((value) => JSON.stringify(value) ?? "");
  return fc.oneof(
    { weight: 5, arbitrary: json },
    damaged(json),
    anyText,
    fc.constantFrom("", "[".repeat(100_000), "null", "{}"),
  );
}

const MODEL = {
  name: "shop",
  services: {
    web: {
      image: `acme/shop@${DIGEST}`,
      volumes: [{ type: "bind", source: "/w/conf", target: "/conf", read_only: true }],
      secrets: [{ source: "tok" }],
      configs: [{ source: "c", target: "/c" }],
      environment: { A: "1" },
    },
    job: { image: "acme/job:1", volumes: null },
  },
  configs: { c: { file: "/w/c" } },
  secrets: { tok: { environment: "TOK" } },
};
const MODEL_KEYS = [
  "services",
  "image",
  "volumes",
  "type",
  "source",
  "target",
  "configs",
  "secrets",
  "file",
  "environment",
  "content",
  "build",
  "web",
];

const CONTAINER = {
  Id: "0".repeat(64),
  Name: "/shop-web-1",
  Image: DIGEST,
  RestartCount: 0,
  State: { Status: "running", ExitCode: 0, Health: { Status: "healthy", Log: [{ ExitCode: 1, Output: "x" }] } },
  Config: { Image: "a", Labels: { "com.docker.compose.service": "web", "com.docker.compose.config-hash": "h" } },
  HostConfig: {
    RestartPolicy: { Name: "no" },
    PortBindings: { "80/tcp": [] },
    Binds: ["v:/v"],
    Mounts: [{ ParsedSource: "v" }],
  },
  Mounts: [{ Type: "volume", Name: "v" }],
  NetworkSettings: { Networks: { n: { NetworkID: "1" } } },
};
const CONTAINER_KEYS = [
  "Id",
  "Name",
  "Image",
  "State",
  "Status",
  "ExitCode",
  "Health",
  "Log",
  "Config",
  "Labels",
  "HostConfig",
  "Mounts",
  "Networks",
];
const IMAGE = {
  Id: DIGEST,
  Parent: "",
  RepoTags: ["a:1"],
  RepoDigests: [`a@${DIGEST}`],
  Config: { Labels: null },
  RootFS: { Layers: ["x"] },
};
const DISK = { LayersSize: 5, Containers: [{ SizeRw: 1 }], Volumes: [{ UsageData: { Size: -1 } }] };

const TRIVY = {
  SchemaVersion: 2,
  Metadata: { a: "private" },
  Results: [
    {
      Target: "package-lock.json",
      Class: "lang-pkgs",
      Vulnerabilities: [{ VulnerabilityID: "CVE-1", Severity: "HIGH", PkgName: "a" }],
    },
    {
      Target: ".env",
      Class: "secret",
      Secrets: [
        { RuleID: "r", Severity: "CRITICAL", Title: "t", StartLine: 1, EndLine: 2, Match: "PRIVATE", Code: {} },
      ],
    },
  ],
};
const TRIVY_KEYS = [
  "SchemaVersion",
  "Results",
  "Target",
  "Class",
  "Vulnerabilities",
  "Secrets",
  "Severity",
  "Title",
  "StartLine",
  "EndLine",
  "PkgName",
];

/** A target whose every program prints this text. */
function printing(stdout: string, stderr: string, code: number): Target {
  const refuse = () => Promise.reject(new Error("not a program"));
  const none: Omit<Target, "name" | "run"> = {
    readFile: refuse,
    writeFile: refuse,
    append: refuse,
    list: refuse,
    remove: refuse,
    rename: refuse,
    makeTemporaryFolder: refuse,
    verifyPrivate: refuse,
  };
  return { ...none, name: "a target", run: async (_command: Command) => ({ code, stdout, stderr }) };
}

const STDERR = [
  "Error response from daemon: ",
  "No such container: x",
  "volume is in use",
  "\n",
  "\r\n",
  "WARNING: x",
  "FATAL\t",
  "removal of container ",
  " is already in progress",
  "cannot connect to the docker daemon",
];
const COMPOSE = [
  "services:\n  web:\n    image: a\n    env_file: [.env, {path: x, required: false}]\n    extends: {file: b.yml, service: c}\ninclude:\n  - c.yml\n  - path: [d.yml]\n    env_file: e\nsecrets: {t: {environment: T}}\n",
];
const VARIABLES = ["$", "{", "}", "A", "${A", ":-", ":?", "-", "+", "$$", "${A:-${B", "}}", "_", "1"];

export const tools: Area = {
  about: "what docker, Compose, migration tools and Trivy print",
  properties: [
    property(
      "any resolved compose file is a model, or refused",
      fc.tuple(printed([MODEL], MODEL_KEYS), printed([MODEL], MODEL_KEYS)),
      ([text, other]) => {
        const model = allowingProblems(() => expectRepeatable(() => parseModel(text)));
        if (model === undefined) return;
        const after: Model = allowingProblems(() => parseModel(other)) ?? model;
        differences(model, after);
        unhashedValues(model, { TOK: "x" });
        const images = allowingProblems(() => pinImages(model, {}));
        if (images !== undefined)
          expectEqual(Object.keys(images).toSorted(), Object.keys(model.services).toSorted(), "services");
        allowingProblems(() => filesToKeep(model, [], ["/w"]));
        JSON.parse(overlayText(model, { images: images ?? {}, files: new Map([["/w/conf", "/s/conf"]]) }));
        unescapeDollars(text);
      },
    ),
    property(
      "any compose file is read, or refused",
      fc.oneof(damaged(fc.constantFrom(...COMPOSE)), textOf([...YAML_PIECES, ...VARIABLES], 30), monstrous),
      (text) => {
        const source = allowingProblems(() => readSource("compose.yml", text));
        for (const document of source?.documents ?? []) {
          neededVariables(document);
          namedVariables(document);
        }
      },
    ),
    property("any inspected container has a state, or is refused", printed([[CONTAINER]], CONTAINER_KEYS), (text) => {
      const containers = allowingProblems(() => parseAnswer(Containers, text, "docker inspect"));
      for (const each of containers ?? []) containerState(each, 0);
      isRunningAs(containers ?? [], parseHashes(text));
    }),
    property(
      "any inventory is read, or refused",
      fc.record({
        kind: fc.constantFrom("container", "image", "volume", "network" as const),
        stdout: fc.oneof(
          printed(
            [[CONTAINER], [IMAGE], [{ Name: "v", Labels: {} }], [{ Id: "n", Name: "n", Labels: null }]],
            [...CONTAINER_KEYS, "RepoTags"],
          ),
          textOf(["abc\n", "\n", '{"ID":"a"}\n']),
        ),
        stderr: textOf(STDERR),
        code: fc.constantFrom(0, 1, 125, 137),
      }),
      async ({ kind, stdout, stderr, code }) => {
        await allowingProblem(() => allObjects(printing(stdout, stderr, code), kind as "container"));
        parseRefusal(stderr);
      },
    ),
    property(
      "any answer about the use of the disk is a number or nothing",
      fc.tuple(
        fc.constantFrom(
          "HTTP/1.1 200 OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
          "HTTP/1.1 500 x\r\n\r\n",
          "",
        ),
        printed([DISK], Object.keys(DISK)),
        fc.boolean(),
      ),
      ([head, body, chunked]) => {
        const bytes = bytesIn(
          head + (chunked ? `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n` : body),
        );
        expectThat(bytes === undefined || Number.isFinite(bytes), `${bytes} bytes`);
      },
    ),
    property(
      "any docker configuration gets a login, or is refused",
      printed(
        [{ auths: { "a.io": { auth: "eDp5" } }, credHelpers: { "b.io": "h" }, credsStore: "s" }],
        ["auths", "credHelpers", "credsStore", "cliPluginsExtraDirs"],
      ),
      (text) => {
        const login = { registry: "ghcr.io", username: "u", password: "p" };
        const written = allowingProblems(() => configuration(text, "/home/u/.docker", [login]));
        if (written === undefined) return;
        const { auths } = z.object({ auths: z.record(z.string(), z.unknown()) }).parse(JSON.parse(written));
        expectThat(auths["ghcr.io"] !== undefined, "the login is missing");
      },
    ),
    property(
      "any output of a migration tool is a head, or a failure with an explanation",
      fc.tuple(
        fc.oneof(
          textOf(["abc123 (head)", "\n", "\r\n", "applied migrations by schema: ", '{"public":["a"]}', "{", "INFO"]),
          jsonOf(["public", "a"]).map((value) => `applied migrations by schema: ${JSON.stringify(value)}\n`),
        ),
        fc.integer({ min: 0, max: 255 }),
      ),
      ([stdout, code]) => {
        const lines = stdout.split("\n");
        for (const migrator of [alembic(), djangoTenants(), commandOnTarget("make migrate", "make head")]) {
          // A parser may refuse with any error: the run turns it into a failed step.
          const after = refusing(() => migrator.head?.parse(stdout));
          likelyCause(lines);
          const failure = new StepFailure({ exit: { code }, lines });
          const location = { kind: "target" } as never;
          const error = toMigrateError(failure, {
            phase: "applying",
            before: { text: "x", schemas: { a: 1 } },
            after,
            migration: { migrator, location, timeoutMs: 1 },
            interruption: "timeout",
          });
          expectThat(
            error instanceof MigrateError && error.problem.next !== "" && !/\[native code\]/.test(error.problem.state),
            "no explanation",
          );
        }
      },
    ),
    property(
      "any command is split into words without a character of its own, or given to a shell",
      textOf(["make ", "a", "=", "'", '"', "$", ";", "\t", "-x", "./y"]),
      (text) => {
        const argv = splitPlainCommand(text);
        if (argv !== undefined) expectEqual(argv.join(""), text.replaceAll(/\s/g, ""), "the words");
      },
    ),
    property(
      "any report of Trivy is read without the text of a secret, or refused",
      printed([TRIVY], TRIVY_KEYS),
      (text) => {
        const report = allowingProblems(() => readReport(text));
        fatalMessage(text);
        versionIn(text);
        if (report === undefined) return;
        const lines = table(report.findings).trimEnd().split("\n");
        expectEqual(lines.length, report.findings.length === 0 ? 1 : report.findings.length + 1, "lines of the table");
        for (const finding of report.findings) row(finding);
        JSON.parse(report.json);
      },
    ),
    property(
      "lines are the same however the text is cut into chunks",
      fc.array(textOf(["a", "\r", "\n", "\r\n", "é"], 6), { maxLength: 6 }),
      (chunks) => {
        expectEqual(linesIn(chunks), linesIn([chunks.join("")]), "the lines");
      },
    ),
    property(
      "the time for a compose file's variables grows with its length",
      shapesOf(VARIABLES),
      (shape) =>
        expectProportional(shape, (text) => {
          neededVariables({ services: { a: { image: text } } });
          namedVariables([text]);
        }),
      { share: 0.1 },
    ),
    property(
      "the time for a compose file grows with its length",
      shapesOf([...YAML_PIECES, ...VARIABLES]),
      (shape) =>
        expectProportional(
          shape,
          (text) => void allowingProblems(() => readSource("compose.yml", text)),
          [2_000, 8_000, 32_000],
        ),
      { share: 0.05 },
    ),
    property(
      "the time for a program's output grows with its length",
      shapesOf([...STDERR, "a", " ", "\t", "{", "[", '"', ":", "abc (head)"]),
      (shape) =>
        expectProportional(shape, (text) => {
          parseRefusal(text);
          parseHashes(text);
          fatalMessage(text);
          versionIn(text);
          likelyCause([text]);
          bytesIn(`HTTP/1.1 200 OK\r\n\r\n${text}`);
          refusing(() => alembic().head?.parse(text));
          composeFileError(text, text);
          linesIn([text]);
        }),
      { share: 0.1 },
    ),
  ],
};

function refusing<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

function linesIn(chunks: readonly string[]): readonly string[] {
  const lines: string[] = [];
  const reader = lineReader((line) => lines.push(line));
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return lines;
}
