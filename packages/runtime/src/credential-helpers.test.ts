import { expect, it } from "vitest";
import { helperVariables } from "./credential-helpers.ts";

it.each([
  ["no configuration", undefined, []],
  ["no helper", { auths: {} }, []],
  ["a helper without variables of its own", { credsStore: "desktop" }, []],
  ["a helper of one registry", { credHelpers: { "ghcr.io": "ghcr-login" } }, ["GITHUB_TOKEN"]],
  ["a helper of all registries", { credsStore: "gcr" }, ["GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_CONFIG"]],
  ["helpers of a wrong type", { credHelpers: ["ecr-login"], credsStore: 1 }, []],
])("names the variables of %s", (_, configuration, expected) => {
  expect(helperVariables(configuration && JSON.stringify(configuration))).toEqual(expected);
});

it("names none for a configuration that is not JSON", () => expect(helperVariables("{")).toEqual([]));
