import { expect, it } from "vitest";
import { AZURE_CLOUDS, azureCloud } from "./cloud.ts";

it("asks for a registry token before one of the resource manager, in every cloud of its own", () => {
  const clouds = Object.values(AZURE_CLOUDS);
  expect(clouds.map(({ scopes }) => scopes[0])).toEqual(Array(3).fill("https://containerregistry.azure.net/.default"));
  for (const field of ["authority", "audience", "registries"] as const) {
    expect(new Set(clouds.map((cloud) => cloud[field])).size).toBe(3);
  }
});

it("keeps what is known where nothing else is given, and opens the hosts only with another authority", () => {
  expect(azureCloud("AzureUSGovernment", { scopes: [], audience: undefined })).toEqual(AZURE_CLOUDS.AzureUSGovernment);
  expect(azureCloud("AzureCloud", { audience: "api://own", scopes: ["s"] })).toEqual({
    ...AZURE_CLOUDS.AzureCloud,
    audience: "api://own",
    scopes: ["s"],
  });
  expect(azureCloud("AzureCloud", { authority: "https://login.example" }).registries).toBeUndefined();
});
