// Which registry gets the credentials, and how an image is asked for.
import { parsePinned } from "@deploy-actions/image";
import { expect, it } from "vitest";
import { byDigest, loginsFor } from "./login.ts";

const at = (name: string) => parsePinned(`${name}@sha256:${"a".repeat(64)}`);
const credentials = { username: "u", password: "p", registry: undefined };
const registriesFor = (...names: string[]) => loginsFor(names.map(at), credentials).map(({ registry }) => registry);

it("is the one the images come from, Docker Hub's public ones aside", () => {
  expect(registriesFor("ghcr.io/acme/app")).toEqual(["ghcr.io"]);
  expect(registriesFor("ghcr.io/acme/app", "redis", "ghcr.io/acme/job")).toEqual(["ghcr.io"]);
  expect(registriesFor("acme/app")).toEqual(["docker.io"]);
});

it("is never guessed between two", () => {
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

it("is none without credentials", () => {
  expect(loginsFor([at("ghcr.io/acme/app")], undefined)).toEqual([]);
});

it("asks for an image by its digest, whatever tag stands beside it", () => {
  expect(byDigest(at("ghcr.io/acme/app:v1"))).toBe(`ghcr.io/acme/app@sha256:${"a".repeat(64)}`);
});
