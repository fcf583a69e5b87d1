// Building a rollout context from inputs and a job's environment.
import { expect, it } from "vitest";
import { contextFromInputs, type RolloutInputs, requesterOf } from "./context-from-inputs.ts";

const inputs: RolloutInputs = {
  target: "local",
  app: "shop",
  environment: "prod",
  "environment-variables": { DB_URL: "postgres://u:p@h/d" },
  variables: { APP_PORT: "3000" },
  "registry-username": undefined,
  "registry-password": undefined,
  registry: undefined,
  "state-dir": "/state",
  "dry-run": false,
  headers: [],
};
const silent = { info: () => {}, debug: () => {}, warning: () => {} };
const given = { environment: {}, log: silent, signal: new AbortController().signal };

it("reads the requester from the runner's environment", () => {
  const environment = {
    GITHUB_SERVER_URL: "https://github.example",
    GITHUB_REPOSITORY: "acme/shop",
    GITHUB_RUN_ID: "7",
    GITHUB_RUN_ATTEMPT: "2",
    GITHUB_ACTOR: "octocat",
    GITHUB_SHA: "c0ffee",
  };
  expect(requesterOf(environment)).toEqual({
    url: "https://github.example/acme/shop/actions/runs/7/attempts/2",
    actor: "octocat",
    commit: "c0ffee",
  });
  expect(requesterOf({})).toEqual({});
});

it("accepts credentials only as a pair", () => {
  const login = { "registry-username": "u", "registry-password": "p" };
  expect(contextFromInputs(inputs, given).credentials).toBeUndefined();
  expect(contextFromInputs({ ...inputs, "registry-username": "u" }, given).credentials).toBeUndefined();
  expect(contextFromInputs({ ...inputs, ...login }, given).credentials).toEqual({
    username: "u",
    password: "p",
    registry: undefined,
  });
});
