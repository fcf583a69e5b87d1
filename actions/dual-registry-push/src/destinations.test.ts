import { expect, it } from "vitest";
import { destinations, type Where } from "./destinations.ts";

const nothing: Where = {
  registry: "both",
  "ghcr-image": undefined,
  "acr-registry": undefined,
  "acr-image": undefined,
  "ghcr-username": "github-actions",
  "ghcr-token": undefined,
  "acr-username": undefined,
  "acr-password": undefined,
};
const both: Where = { ...nothing, "ghcr-image": "acme/app", "acr-registry": "acme", "acr-image": "team/app" };

it("goes to ghcr.io and to the Azure registry of that name", () => {
  expect(destinations(both)).toEqual([
    { registry: "ghcr", host: "ghcr.io", name: "acme/app", credentials: undefined },
    { registry: "acr", host: "acme.azurecr.io", name: "team/app", credentials: undefined },
  ]);
});

it.each([
  [{ "acr-registry": "acme.azurecr.cn" }, "acme.azurecr.cn"],
  [{ "acr-registry": "127.0.0.1:5001" }, "127.0.0.1:5001"],
  [{ "acr-registry": undefined, "acr-image": "127.0.0.1:5001/app" }, "127.0.0.1:5001"],
  [{ "acr-registry": "acme", "acr-image": "acme.azurecr.io/app" }, "acme.azurecr.io"],
])("takes a host where one is given: %j", (change, host) => {
  expect(destinations({ ...both, registry: "acr", ...change })[0]?.host).toBe(host);
});

it("pairs user and password, and takes any user with a GHCR token", () => {
  const [ghcr, acr] = destinations({ ...both, "ghcr-token": "t", "acr-username": "u", "acr-password": "p" });
  expect(ghcr?.credentials).toEqual({ username: "github-actions", password: "t" });
  expect(acr?.credentials).toEqual({ username: "u", password: "p" });
});

it("names every input that is missing at once", () => {
  expect(() => destinations(nothing)).toThrow(/`ghcr-image` is needed[\s\S]*`acr-image` is needed/);
});

it.each([
  [{ "ghcr-image": "acme/app:latest" }, /`ghcr-image` is a repository, without tag/],
  [{ "ghcr-image": "Acme/app" }, /capital letters.*Write acme\/app/],
  [{ "acr-registry": undefined }, /`acr-registry` is needed/],
  [{ "acr-registry": "https://acme.azurecr.io" }, /`acr-registry` is no registry/],
  [{ "acr-image": "other.azurecr.io/app" }, /name two hosts/],
  [{ "acr-username": "u" }, /`acr-password` is missing/],
  [{ "acr-password": "p" }, /`acr-username` is missing/],
])("refuses %j", (change, words) => {
  expect(() => destinations({ ...both, ...change })).toThrow(words);
});
