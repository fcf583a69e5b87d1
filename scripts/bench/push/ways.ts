// The ways to push the engine's image to two registries, and docker's own push to one as the baseline. What a workflow would have done
// before (logins, names in the engine) is prepared first and not measured.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../../test/engine/program.ts";
import { skopeo } from "../../../test/engine/skopeo.ts";
import { prepareStep } from "../../../test/harness/prepare.ts";
import { shippedAction } from "../../../test/harness/shipped.ts";
import type { Registry, Stand } from "./stand.ts";

export const REPOSITORY = "acme/shop";
/** A write-once tag, which a second push finds. */
export const TAG = "dev-0a1b2c3d4e5f60718293a4b5c6d7e8f901234567";

/** Prepares, and resolves with the work to be measured. */
export type Way = { readonly name: string; ready(stand: Stand, image: string): Promise<Work> };

export type Work = {
  readonly work: () => Promise<unknown>;
  /** Removes what was created for it, and returns what else is known by then. */
  end(): Promise<{ readonly peakMb?: number }>;
};

const nameIn = ({ host }: Registry): string => `${host}/${REPOSITORY}:${TAG}`;

export const dockerOne = byDocker("docker push to one", ({ ghcr }) => [ghcr], inSequence);
export const dockerInSequence = byDocker(
  "docker push to one, then to the other",
  ({ ghcr, acr }) => [ghcr, acr],
  inSequence,
);
export const dockerInParallel = byDocker(
  "docker push to both in parallel",
  ({ ghcr, acr }) => [ghcr, acr],
  (works) => Promise.all(works.map((work) => work())),
);

type Works = readonly (() => Promise<unknown>)[];

async function inSequence(works: Works): Promise<void> {
  for (const work of works) await work();
}

function byDocker(
  name: string,
  registriesOf: (stand: Stand) => Registry[],
  together: (works: Works) => Promise<unknown>,
): Way {
  return {
    name,
    async ready(stand, image) {
      const env = { ...process.env, DOCKER_CONFIG: stand.clientFolder };
      const names = registriesOf(stand).map(nameIn);
      for (const each of names) await run(["docker", "tag", image, each], { env });
      return {
        work: () => together(names.map((each) => () => run(["docker", "push", "--quiet", each], { env }))),
        async end() {
          await run(["docker", "image", "rm", ...names], { env });
          return {};
        },
      };
    },
  };
}

/** Copies from the registry instead of from the engine: the skopeo of Debian 12 uses an API that engines no longer support. */
export const bySkopeo: Way = {
  name: "docker push to one, then skopeo from there to the other",
  async ready(stand, image) {
    const { ghcr, acr, clientFolder } = stand;
    const [{ work, end }, program] = [await dockerOne.ready(stand, image), await skopeo()];
    const insecure = ["--src-tls-verify=false", "--dest-tls-verify=false"];
    const copy = ["copy", "--quiet", ...insecure, `docker://${nameIn(ghcr)}`, `docker://${nameIn(acr)}`];
    return {
      async work() {
        await work();
        await program(copy, { authFile: join(clientFolder, "config.json") });
      },
      end,
    };
  },
};

/** The shipped action, as a step; it reads its own memory use when it ends. */
export const ours: Way = {
  name: "ours",
  async ready(stand, image) {
    const file = join(stand.clientFolder, "peak");
    const tell = `process.on("exit", () => { const fs = process.getBuiltinModule("fs"); fs.writeFileSync(${JSON.stringify(file)}, fs.readFileSync("/proc/self/status")); })`;
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(tell)}`;
    const { work, end } = await step(stand, image, TAG, { NODE_OPTIONS });
    return {
      work,
      async end() {
        await end();
        return { peakMb: Number(/VmHWM:\s*(\d+) kB/.exec(await readFile(file, "utf8"))?.[1]) / 1000 };
      },
    };
  },
};

/** A step that pushes `image` to both registries under `tag`. */
export async function step(
  { ghcr, acr }: Stand,
  image: string,
  tag: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Work> {
  const prepared = await prepareStep(await shippedAction("dual-registry-push"), {
    env: { ...env, ...(process.env.DOCKER_HOST === undefined ? {} : { DOCKER_HOST: process.env.DOCKER_HOST }) },
    inputs: {
      image,
      "ghcr-image": `${ghcr.host}/${REPOSITORY}`,
      "ghcr-username": ghcr.username,
      "ghcr-token": ghcr.password,
      "acr-registry": acr.host,
      "acr-image": REPOSITORY,
      "acr-username": acr.username,
      "acr-password": acr.password,
      tags: tag,
    },
  });
  return {
    work: () => run(prepared.argv, prepared),
    async end() {
      await prepared.dispose();
      return {};
    },
  };
}
