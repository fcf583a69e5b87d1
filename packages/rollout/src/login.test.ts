// Which registry gets the credentials, and the reference that an image is pulled by.
import { parsePinned } from "@deploy-actions/image";
import { expect, it } from "vitest";
import { byDigest, loginsFor } from "./login.ts";

const at = (name: string) => parsePinned(`${name}@sha256:${"a".repeat(64)}`);
const credentials = { username: "u", password: "p", registry: undefined };
const registriesFor = (...names: string[]) => loginsFor(names.map(at), credentials).map(({ registry }) => registry);

it("is the registry of the images, ignoring public images on Docker Hub", () => {
  expect(registriesFor("ghcr.io/acme/app")).toEqual(["ghcr.io"]);
  expect(registriesFor("ghcr.io/acme/app", "redis", "ghcr.io/acme/job")).toEqual(["ghcr.io"]);
  expect(registriesFor("acme/app")).toEqual(["docker.io"]);
});

it("is never guessed if there are two", () => {
  const images = [at("ghcr.io/acme/app"), at("acme.azurecr.io/app")];
  expect(() => loginsFor(images, credentials)).toThrow(
    expect.objectContaining({
      reason: "ambiguous-registry",
      next: expect.stringContaining("acme.azurecr.io or ghcr.io"),
    }),
  );
  expect(loginsFor(images, { ...credentials, registry: "ghcr.io" })).toEqual([
    { registry: "ghcr.io", username: "u", password: "p" },
  ]);
});

it("is not needed without credentials", () => {
  expect(loginsFor([at("ghcr.io/acme/app")], undefined)).toEqual([]);
});

it("pulls an image by its digest and ignores its tag", () => {
  expect(byDigest(at("ghcr.io/acme/app:v1"))).toBe(`ghcr.io/acme/app@sha256:${"a".repeat(64)}`);
});
