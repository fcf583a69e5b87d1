// Which image each service ends up with, and every way to be refused.
import { parsePinned } from "@deploy-actions/image";
import { describe, expect, it } from "vitest";
import { modelText, parseModel } from "./compose-model.ts";
import { pinImages } from "./compose-pin.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const web = parsePinned(`ghcr.io/acme/web@${DIGEST}`);

describe("pinning", () => {
  it("puts the given digest in, keeps one the file has, and drops what could build or pull another", () => {
    const db = `postgres:15@${DIGEST}`;
    const model = {
      services: {
        web: { image: "web:latest", build: ".", pull_policy: "always", restart: "always" },
        db: { image: db },
      },
    };
    const result = pinImages(model, { web });
    expect(result.model.services).toEqual({
      web: { image: `ghcr.io/acme/web@${DIGEST}`, restart: "always" },
      db: { image: db },
    });
    expect(Object.keys(result.images)).toEqual(["web", "db"]);
  });

  it("covers a service that the file only builds", () => {
    expect(pinImages({ services: { web: { build: { context: "." } } } }, { web }).model.services).toEqual({
      web: { image: `ghcr.io/acme/web@${DIGEST}` },
    });
  });

  it("leaves out a service under a profile: nobody switches it on", () => {
    const model = { services: { web: { image: "web" }, tool: { image: "tool:latest", profiles: ["ops"] } } };
    expect(Object.keys(pinImages(model, { web }).model.services)).toEqual(["web"]);
  });
});

describe("refusing", () => {
  it("names every service whose image could change, and the remedy", () => {
    const services = { web: { build: "." }, db: { image: "postgres:15" }, cache: { image: "redis:${TAG}" }, odd: {} };
    const act = () => pinImages({ services }, {});
    expect(act).toThrow(/Service web is built from source/);
    expect(act).toThrow(/Service db: "postgres:15" has no sha256 digest/);
    expect(act).toThrow(/Service cache takes its image from a variable/);
    expect(act).toThrow(/Service odd has no image/);
    expect(act).toThrow(
      expect.objectContaining({ reason: "compose", next: expect.stringContaining("web=registry/name@sha256:") }),
    );
  });

  it("names an unknown service and those there are", () => {
    expect(() => pinImages({ services: { app: { image: "a" } } }, { web })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("names web"),
        next: expect.stringContaining("services are app"),
      }),
    );
  });

  it("says so when there are no services at all", () => {
    expect(() => parseModel('{"services":{}}')).toThrow("has no services");
  });
});

it("gives the same bytes for the same model, whatever order it came in, and leaves the name outside", () => {
  const one = modelText({ name: "x", services: { b: { image: "b", a: 1 }, a: { image: "a" } } });
  const other = modelText({ services: { a: { image: "a" }, b: { a: 1, image: "b" } } });
  expect(one).toBe(other);
  expect(one).not.toContain('"x"');
});
