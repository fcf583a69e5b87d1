import { expect, it } from "vitest";
import { parseChallenges } from "./challenge.ts";

it("reads the bearer challenge of a token registry", () => {
  const header = 'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:acme/app:pull,push"';
  expect(parseChallenges(header)).toEqual([
    {
      scheme: "bearer",
      parameters: { realm: "https://ghcr.io/token", service: "ghcr.io", scope: "repository:acme/app:pull,push" },
    },
  ]);
});

it("reads several challenges in one header", () => {
  expect(
    parseChallenges('Basic realm="a \\"b\\"", Bearer realm="https://r/t", error=invalid_token').map((c) => c.scheme),
  ).toEqual(["basic", "bearer"]);
  expect(parseChallenges('Negotiate, Basic realm="x"')).toEqual([
    { scheme: "negotiate", parameters: {} },
    { scheme: "basic", parameters: { realm: "x" } },
  ]);
});

it.each(["", "  ", '="x"', 'Bearer realm="never closed'])("finds no parameters in %j", (header) => {
  expect(parseChallenges(header).flatMap((c) => Object.keys(c.parameters))).toEqual([]);
});
