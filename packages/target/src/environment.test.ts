import { describe, expect, it } from "vitest";
import { inheritedVariables, PROGRAM_VARIABLES } from "./environment.ts";

const job = {
  ...{ PATH: "/bin", HOME: "/home/a", LC_ALL: "C", https_proxy: "http://proxy", SSL_CERT_DIR: "/certs" },
  ...{ DATABASE_URL: "postgres://u:p@h/d", AWS_SECRET_ACCESS_KEY: "k", GITHUB_SHA: "abc", GITHUB_ENV: "/env" },
  ...{ NODE_OPTIONS: "--require /x", LD_PRELOAD: "/x.so", GIT_SSH_COMMAND: "x", BASH_ENV: "/x" },
};
const actionsOnly = {
  ...{ "INPUT_REGISTRY-PASSWORD": "p", STATE_token: "t", GITHUB_OUTPUT: "/o", GITHUB_STATE: "/s" },
  ...{ ACTIONS_RUNTIME_TOKEN: "t", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t", ACTIONS_ORCHESTRATION_ID: "o" },
};

describe("inheritedVariables", () => {
  it("gives a program of our choice only what any program needs, unless it names more", () => {
    const least = { PATH: "/bin", HOME: "/home/a", LC_ALL: "C", https_proxy: "http://proxy", SSL_CERT_DIR: "/certs" };
    expect(inheritedVariables(undefined, { ...job, ...actionsOnly })).toEqual(least);
    expect(inheritedVariables([...PROGRAM_VARIABLES, "GITHUB_SHA"], job)).toEqual({ ...least, GITHUB_SHA: "abc" });
  });
  it("gives the user's own program the job's variables", () => {
    expect(inheritedVariables("job", { ...job, ...actionsOnly })).toEqual(job);
  });
  it.each(Object.keys(actionsOnly))("never passes on %s, even by name", (name) => {
    expect(inheritedVariables([name], actionsOnly)).toEqual({});
  });
});
