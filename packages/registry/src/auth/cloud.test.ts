import { expect, it } from "vitest";
import { AZURE_CLOUDS, azureCloud } from "./cloud.ts";

it("tries the registry's scope first in every cloud, and has no endpoint in common", () => {
  const clouds = Object.values(AZURE_CLOUDS);
  expect(clouds.map(({ scopes }) => scopes[0])).toEqual(Array(3).fill("https://containerregistry.azure.net/.default"));
  for (const field of ["authority", "audience", "registries"] as const) {
    expect(new Set(clouds.map((cloud) => cloud[field])).size).toBe(3);
  }
});

it("keeps the known values unless others are given, and only accepts any host with another authority", () => {
  expect(azureCloud("AzureUSGovernment", { scopes: [], audience: undefined })).toEqual(AZURE_CLOUDS.AzureUSGovernment);
  expect(azureCloud("AzureCloud", { audience: "api://own", scopes: ["s"] })).toEqual({
    ...AZURE_CLOUDS.AzureCloud,
    audience: "api://own",
    scopes: ["s"],
  });
  expect(azureCloud("AzureCloud", { authority: "https://login.example" }).registries).toBeUndefined();
});
