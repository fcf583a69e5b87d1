import { expect, it } from "vitest";
import { endpointOf, repositoryPath } from "./endpoint.ts";
import { headersFor } from "./exchange.ts";

it("uses https for everything but loopback", () => {
  expect(endpointOf("ghcr.io").href).toBe("https://ghcr.io/");
  expect(endpointOf("docker.io").href).toBe("https://registry-1.docker.io/");
  expect(
    ["127.0.0.1:5000", "127.9.9.9:1", "localhost:5000", "[::1]:5000"].map((host) => endpointOf(host).protocol),
  ).toEqual(Array(4).fill("http:"));
  expect(
    ["127.0.0.1.example:5000", "10.0.0.1:5000", "localhost.example"].map((host) => endpointOf(host).protocol),
  ).toEqual(Array(3).fill("https:"));
});

it.each(["", "a/b", "user@host", ":password@host", "host?x", "ho st"])("refuses the host %j", (host) => {
  expect(() => endpointOf(host)).toThrow(expect.objectContaining({ name: "RegistryError", reason: "rejected" }));
});

it("puts Docker Hub's official images under library/", () => {
  expect(repositoryPath("docker.io", "postgres")).toBe("library/postgres");
  expect(repositoryPath("docker.io", "acme/app")).toBe("acme/app");
  expect(repositoryPath("ghcr.io", "app")).toBe("app");
});

it("only sends credentials to their own origin", () => {
  const headers = { authorization: "Bearer x", accept: "y" };
  const here = new URL("https://ghcr.io/v2/");
  expect(headersFor(new URL("https://ghcr.io/other"), here, headers)).toEqual(headers);
  expect(headersFor(new URL("https://store.example/"), here, headers)).toEqual({ accept: "y" });
  expect(headersFor(new URL("https://ghcr.io:444/"), here, headers)).toEqual({ accept: "y" });
});
