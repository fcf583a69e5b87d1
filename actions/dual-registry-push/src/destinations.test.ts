import { expect, it } from "vitest";
import { type DestinationInputs, destinationsFrom, readLogin } from "./destinations.ts";
import { readExtraLogins } from "./logins.ts";

const nothing: DestinationInputs = {
  registry: "both",
  "ghcr-image": undefined,
  "ghcr-username": "github-actions",
  "ghcr-token": undefined,
  "acr-registry": undefined,
  "acr-image": undefined,
  "acr-username": undefined,
  "acr-password": undefined,
  "acr-client-id": undefined,
  "acr-tenant-id": undefined,
  "acr-client-secret": undefined,
  "extra-registries": [],
  "extra-credentials": new Map(),
};
const both: DestinationInputs = {
  ...nothing,
  "ghcr-image": "acme/app",
  "acr-registry": "acme",
  "acr-image": "team/app",
};
const application = { "acr-client-id": "c", "acr-tenant-id": "t" };
const goals = (where: DestinationInputs) => destinationsFrom(where, ".azurecr.io").destinations;

it("publishes to ghcr.io and to the Azure registry with that name", () => {
  expect(goals(both)).toEqual([
    { host: "ghcr.io", name: "acme/app", login: undefined },
    { host: "acme.azurecr.io", name: "team/app", login: undefined },
  ]);
});

it.each([
  [{ "acr-registry": "acme.azurecr.cn" }, "acme.azurecr.cn"],
  [{ "acr-registry": "Acme" }, "acme.azurecr.io"],
  [{ "acr-registry": "127.0.0.1:5001" }, "127.0.0.1:5001"],
  [{ "acr-registry": undefined, "acr-image": "127.0.0.1:5001/app" }, "127.0.0.1:5001"],
  [{ "acr-registry": "acme", "acr-image": "acme.azurecr.io/app" }, "acme.azurecr.io"],
])("uses a host if there is one: %j", (change, host) => {
  expect(goals({ ...both, registry: "acr", ...change })[0]?.host).toBe(host);
});

it("adds another cloud's suffix to a registry's name", () => {
  expect(destinationsFrom({ ...both, registry: "acr" }, ".azurecr.us").destinations[0]?.host).toBe("acme.azurecr.us");
});

it("combines user and password, and uses a default user with a GHCR token", () => {
  const [ghcr, acr] = goals({ ...both, "ghcr-token": "t", "acr-username": "u", "acr-password": "p" });
  expect(ghcr?.login).toEqual({ username: "github-actions", password: "t" });
  expect(acr?.login).toEqual({ username: "u", password: "p" });
});

it("adds further registries, with their own credentials or as the application if they are in Azure", () => {
  const extra = ["docker.io/acme/app", "other.azurecr.io/app", "quay.io/acme/app"];
  const found = goals({
    ...both,
    ...application,
    "extra-registries": extra,
    "extra-credentials": new Map([["docker.io", { username: "robot", password: "with:colons" }]]),
  });
  expect(found.map(({ host, name }) => `${host}/${name}`).slice(2)).toEqual(extra);
  const app = { client: "c", tenant: "t", secret: undefined };
  expect(found.map(({ login }) => login)).toEqual([
    undefined,
    app,
    { username: "robot", password: "with:colons" },
    app,
    undefined,
  ]);
});

it.each([
  ["ghcr.io", { username: "github-actions", password: "t" }],
  ["acme.azurecr.io", { client: "c", tenant: "t", secret: undefined }],
  ["other.azurecr.io", { client: "c", tenant: "t", secret: undefined }],
  ["quay.io", { username: "u", password: "p" }],
  ["docker.io", undefined],
])("reads from %s with the login for writing there", (host, login) => {
  const where = { ...both, ...application, registry: "acr", "ghcr-image": undefined, "ghcr-token": "t" } as const;
  const given = { ...where, "extra-credentials": new Map([["quay.io", { username: "u", password: "p" }]]) };
  expect(readLogin(host, given, ".azurecr.io")).toEqual(login);
});

it("changes an owner to lower case, and says so", () => {
  const { destinations, notices } = destinationsFrom({ ...both, "ghcr-image": "Acme/App" }, ".azurecr.io");
  expect(destinations[0]?.name).toBe("acme/app");
  expect(notices).toEqual([expect.stringContaining("Acme/App was changed to acme/app")]);
});

it("reports every missing or wrong input at once", () => {
  const all = { ...nothing, "acr-username": "u", "extra-registries": ["app"] };
  expect(() => goals(all)).toThrow(
    /`acr-password` is missing[\s\S]*`ghcr-image` is needed[\s\S]*`acr-image` is needed[\s\S]*"app" does not name a registry/,
  );
});

it.each([
  [{ "ghcr-image": "acme/app:latest" }, /`ghcr-image` must be a repository without tag/],
  [{ "acr-registry": undefined }, /`acr-registry` is needed/],
  [{ "acr-registry": "https://acme.azurecr.io" }, /`acr-registry` is not a valid registry/],
  [{ "acr-image": "other.azurecr.io/app" }, /name different hosts/],
  [{ "acr-username": "u" }, /`acr-password` is missing/],
  [{ "acr-password": "p" }, /`acr-username` is missing/],
  [{ "acr-client-id": "c" }, /`acr-tenant-id` is missing/],
  [{ "acr-client-secret": "s" }, /`acr-client-id` is missing/],
  [{ ...application, "acr-username": "u", "acr-password": "p" }, /two logins/],
  [{ "ghcr-image": "acme.azurecr.io/team/app" }, /acme\.azurecr\.io\/team\/app is listed twice/],
  [{ "extra-registries": ["ghcr.io/Acme/App"] }, /ghcr\.io\/acme\/app is listed twice/],
  [{ "extra-registries": ["x.io/app:t"] }, /without tag or digest/],
])("refuses %j", (change, words) => {
  expect(() => goals({ ...both, ...change })).toThrow(words);
});

it("reads the logins of further registries, and never quotes a credential", () => {
  expect(readExtraLogins({ "docker.io": "robot:with:colons" })).toEqual({
    value: new Map([["docker.io", { username: "robot", password: "with:colons" }]]),
  });
  expect(readExtraLogins({ "docker.io": "u:p", "x.io": "s3cr3t" })).toEqual({
    mistake: "has no user and password for x.io; write host=user:password",
  });
});
