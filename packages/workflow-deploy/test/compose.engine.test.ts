// Compose itself says what a project's images are: the same files, command line and environment must give the same images here.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { commandOf } from "@deploy-actions/workflow-source/testing";
import { expect, it } from "vitest";
import { z } from "zod";
import { docker } from "../src/verbs/docker.ts";

type Project = {
  readonly files: Readonly<Record<string, string>>;
  /** Options of `docker compose`, before the command. */
  readonly options?: string;
  readonly services?: string;
  readonly variables?: Readonly<Record<string, string>>;
};

const TAGGED = "services: {a: {image: 'x:${T:-default}'}}";
const PROFILES = "services: {a: {image: x, profiles: [p]}, b: {image: y}}";

const PROJECTS: Readonly<Record<string, Project>> = {
  "a default": { files: { "compose.yml": TAGGED } },
  "a variable": { files: { "compose.yml": TAGGED }, variables: { T: "v" } },
  "an empty variable": { files: { "compose.yml": TAGGED }, variables: { T: "" } },
  "an empty variable that counts": {
    files: { "compose.yml": "services: {a: {image: 'x:${T-d}1'}}" },
    variables: { T: "" },
  },
  "nested defaults": {
    files: { "compose.yml": "services: {a: {image: 'x:${A:-${B:-c}}-${C-$D}'}}" },
    variables: { D: "d" },
  },
  replacements: { files: { "compose.yml": "services: {a: {image: 'x${T:+:v}${U:+no}'}}" }, variables: { T: "1" } },
  "a name that ends": { files: { "compose.yml": "services: {a: {image: 'x:$T-1'}}" }, variables: { T: "v" } },
  "braces in a default": { files: { "compose.yml": "services: {a: {image: 'x:${T:-a}b'}}" } },
  "a quoted .env": { files: { "compose.yml": TAGGED, ".env": "T='a' # b\n" } },
  "a .env with variables": {
    files: { "compose.yml": TAGGED, ".env": 'U=2\nexport T="${U:-9}z$V"\n' },
    variables: { V: "3" },
  },
  "a .env with a comment": { files: { "compose.yml": TAGGED, ".env": "# T=no\nT: a#b # c\n" } },
  "a .env against the environment": { files: { "compose.yml": TAGGED, ".env": "T=file" }, variables: { T: "v" } },
  "a .env beside the file": {
    files: { "d/compose.yml": TAGGED, "d/.env": "T=d", ".env": "T=root" },
    options: "-f d/compose.yml",
  },
  "no .env beside the file": { files: { "d/compose.yml": TAGGED, ".env": "T=root" }, options: "-f d/compose.yml" },
  "a .env of the project's folder": {
    files: { "d/compose.yml": TAGGED, "d/.env": "T=d", ".env": "T=root" },
    options: "--project-directory d",
  },
  "files of variables": {
    files: { "compose.yml": TAGGED, "1.env": "T=1", "2.env": "T=2", ".env": "T=no" },
    options: "--env-file 1.env --env-file 2.env",
  },
  "a file of other variables": {
    files: { "compose.yml": TAGGED, "1.env": "U=1", ".env": "T=no" },
    options: "--env-file 1.env",
  },
  "an override": {
    files: { "compose.yml": TAGGED, "docker-compose.override.yml": "services: {a: {image: y}, b: {image: z}}" },
  },
  "two default names": { files: { "compose.yaml": TAGGED, "docker-compose.yml": "services: {b: {image: y}}" } },
  "COMPOSE_FILE in .env": {
    files: { "a.yml": TAGGED, "b.yml": "services: {b: {image: y}}", ".env": "COMPOSE_FILE=a.yml:b.yml\nT=1" },
  },
  COMPOSE_PATH_SEPARATOR: {
    files: { "a.yml": TAGGED, "b.yml": "services: {b: {image: y}}" },
    variables: { COMPOSE_FILE: "a.yml,b.yml", COMPOSE_PATH_SEPARATOR: "," },
  },
  "services behind a profile": { files: { "compose.yml": PROFILES } },
  "a profile": { files: { "compose.yml": PROFILES }, options: "--profile p" },
  "all profiles": { files: { "compose.yml": PROFILES }, options: "--profile *" },
  COMPOSE_PROFILES: { files: { "compose.yml": PROFILES }, variables: { COMPOSE_PROFILES: "q,p" } },
  "a profile that is reset": {
    files: { "a.yml": PROFILES, "b.yml": "services: {a: {profiles: !reset []}}" },
    options: "-f a.yml -f b.yml",
  },
  "a service that is reset": {
    files: { "a.yml": "services: {a: {image: x}, b: {image: y}}", "b.yml": "services: {a: !reset null}" },
    options: "-f a.yml -f b.yml",
  },
  "services that are overridden": {
    files: { "a.yml": "services: {a: {image: x}}", "b.yml": "services: !override {b: {image: y}}" },
    options: "-f a.yml -f b.yml",
  },
  "documents of one file": { files: { "compose.yml": "services: {a: {image: x}}\n---\nservices: {a: {image: y}}" } },
  "merge keys": {
    files: {
      "compose.yml":
        "x-a: &a {image: 'app:1'}\nservices: {a: {<<: *a}, b: {<<: [*a, {image: no}]}, c: {image: own, <<: *a}}",
    },
  },
  include: {
    files: {
      "compose.yml":
        "include: [d/compose.yml, {path: [e/a.yml, e/b.yml], env_file: e.env, project_directory: e}]\nservices: {a: {image: x}}",
      "d/compose.yml": "services: {b: {image: 'y:${T}'}}",
      "d/.env": "T=d",
      "e/a.yml": "services: {c: {image: 'z:1'}}",
      "e/b.yml": "services: {c: {image: 'z:${T}'}}",
      "e.env": "T=e",
    },
  },
  "include against .env": {
    files: {
      "compose.yml": "include: [d/compose.yml]\nservices: {a: {image: x}}",
      "d/compose.yml": "services: {b: {image: 'y:${T}'}}",
      "d/.env": "T=d",
      ".env": "T=root",
    },
  },
  extends: {
    files: {
      "compose.yml":
        "services: {a: {extends: {file: d/x.yml, service: s}, command: c}, b: {extends: c}, c: {image: z}}",
      "d/x.yml": "services: {s: {extends: t}, t: {image: 'q:${T}'}}",
      ".env": "T=root",
      "d/.env": "T=d",
    },
  },
  "services that come along": {
    files: {
      "compose.yml":
        "services: {a: {image: x, links: ['b:q'], volumes_from: ['c:ro', 'container:z'], pid: 'service:d'}, b: {image: y, depends_on: [e]}, c: {image: z}, d: {image: w}, e: {image: v}, f: {image: u}}",
    },
    services: "a",
  },
};

it.each(Object.entries(PROJECTS))("reads %s as compose does", async (_, project) => {
  expect(imagesHere(project)).toEqual(await imagesOfCompose(project));
});

function imagesHere({ files, options = "", services = "", variables = {} }: Project): string[] {
  const [effect] = docker.read(commandOf(`docker compose ${options} up ${services}`, { files, variables }));
  if (effect?.does !== "deploy-files") throw new Error("nothing is deployed");
  expect(effect.companion.unknown).toEqual([]);
  return effect.companion.images.flatMap(({ values }) => values.map(({ text }) => text)).sort();
}

const CONFIG = z.object({ services: z.record(z.string(), z.object({ image: z.string() })) });

async function imagesOfCompose({ files, options = "", services = "", variables }: Project): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "compose-project-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const words = (text: string): string[] => text.split(" ").filter((word) => word !== "");
    const { stdout } = await promisify(execFile)(
      "docker",
      ["compose", ...words(options), "config", "--format", "json", ...words(services)],
      { cwd: folder, env: { ...process.env, ...variables } },
    );
    return Object.values(CONFIG.parse(JSON.parse(stdout)).services)
      .map(({ image }) => image)
      .sort();
  } finally {
    await rm(folder, { recursive: true });
  }
}
