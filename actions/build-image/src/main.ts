// Logs in if a password is given, builds the image, and reads its id from the engine.
import { stat } from "node:fs/promises";
import type { Main } from "@deploy-actions/action";
import type { Problem } from "@deploy-actions/contract";
import {
  attempt,
  docker,
  dockerCommand,
  engineOf,
  execute,
  type Login,
  parseAnswer,
  pullVariables,
  withCredentials,
} from "@deploy-actions/runtime";
import { localTarget, type Target } from "@deploy-actions/target";
import { z } from "zod/mini";
import { buildCommand } from "./build-command.ts";
import { commitTime } from "./commit-time.ts";
import type { definition } from "./definition.ts";

export const main: Main<typeof definition> = async ({ inputs, report, signal, environment, done, failed }) => {
  const { image, commit, context, file, target: stage, version, progress } = inputs;
  const target = localTarget();
  const wrongPath = await pathProblem(context, file);
  if (wrongPath !== undefined) return failed(wrongPath);
  const login = loginFrom(inputs);
  if ("problem" in login) return failed(login.problem);
  await engineOf(target, { signal });
  if ((await attempt(target, dockerCommand(["buildx", "version"]), { signal })).code !== 0) return failed(NO_BUILDX);

  const tag = `${image}:sha-${commit}`;
  const committed = await commitTime(target, context, commit, signal);
  const source = `${environment.GITHUB_SERVER_URL ?? "https://github.com"}/${environment.GITHUB_REPOSITORY ?? ""}`;
  const inherit = await pullVariables(target);
  const problem = await withCredentials(target, login.logins, async (env): Promise<Problem | undefined> => {
    const refused = await refusedLogin(target, login.logins, env, signal);
    if (refused !== undefined) return refused;
    const build = buildCommand(
      {
        ...{ tag, commit, context, file, target: stage, version, source, committed, progress },
        ...{ buildArgs: inputs["build-args"], labels: inputs.labels },
        ...{ cacheFrom: inputs["cache-from"], cacheTo: inputs["cache-to"] },
      },
      { inherit, env },
    );
    const { code } = await attempt(target, build, { signal, onLine: report.log.info });
    return code === 0 ? undefined : BUILD_FAILED;
  });
  if (problem !== undefined) return failed(problem);
  const { stdout } = await execute(target, docker.inspectImage(tag), { signal });
  const [{ Id: id }] = parseAnswer(z.tuple([z.object({ Id: z.string() })]), stdout, "docker image inspect");
  return done({ image: tag, "image-id": id }, `Built ${tag} (${id}).`);
};

const NOT_BUILT = "No image was built.";

const NO_BUILDX: Problem = {
  happened: "Docker Buildx is not available on this machine.",
  state: NOT_BUILT,
  next: "Install the docker-buildx plugin, or run the job on a machine with Docker.",
};

const BUILD_FAILED: Problem = {
  happened: "docker buildx build failed; see its output above.",
  state: NOT_BUILT,
  next: "Correct the Dockerfile or the build arguments and run the step again.",
};

async function pathProblem(context: string, file: string | undefined): Promise<Problem | undefined> {
  const found = (path: string) => stat(path).catch(() => undefined);
  if (!(await found(context))?.isDirectory()) {
    return {
      happened: `Input \`context\` is not a folder: \`${context}\`.`,
      state: NOT_BUILT,
      next: "Check out the repository first, or correct the path.",
    };
  }
  if (file === undefined || (await found(file))?.isFile()) return undefined;
  return {
    happened: `Input \`file\` is not a file: \`${file}\`.`,
    state: NOT_BUILT,
    next: "Set it to the path of the Dockerfile, relative to the workspace.",
  };
}

type LoginInputs = {
  readonly image: string;
  readonly registry?: string | undefined;
  readonly "registry-username"?: string | undefined;
  readonly "registry-password"?: string | undefined;
};

function loginFrom(inputs: LoginInputs): { readonly logins: readonly Login[] } | { readonly problem: Problem } {
  const { image, "registry-username": username = "", "registry-password": password } = inputs;
  if (password === undefined) return { logins: [] };
  const registry = inputs.registry ?? (image.includes("/") ? image.split("/", 1)[0] : undefined) ?? "";
  if (/[.:]/.test(registry) || registry === "localhost") return { logins: [{ registry, username, password }] };
  return {
    problem: {
      happened: "Input `registry-password` is set, but neither `registry` nor `image` contains a host.",
      state: NOT_BUILT,
      next: "Set `registry` to the registry's host, such as ghcr.io.",
    },
  };
}

/** Asks the registry before a long build does. The password goes through standard input. */
async function refusedLogin(
  target: Target,
  logins: readonly Login[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  for (const { registry, username, password } of logins) {
    const command = dockerCommand(["login", "--username", username, "--password-stdin", "--", registry], {
      env,
      stdin: password,
    });
    const { code, stderr } = await attempt(target, command, { signal });
    if (code === 0) continue;
    return {
      happened: `The registry ${registry} refused the credentials: ${stderr.trim().split("\n").at(-1) ?? ""}.`,
      state: NOT_BUILT,
      next: "Check `registry-username` and `registry-password`.",
    };
  }
  return undefined;
}
