// The image of each service, and every rejection.
import { formatReference, parsePinned } from "@deploy-actions/image";
import { describe, expect, it } from "vitest";
import { parseModel } from "./compose-model.ts";
import { pinImages } from "./compose-pin.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const web = parsePinned(`ghcr.io/acme/web@${DIGEST}`);

describe("pinning", () => {
  it("uses the given digest, and keeps one in the file", () => {
    const db = `postgres:15@${DIGEST}`;
    const images = pinImages({ services: { web: { image: "web:latest", build: "." }, db: { image: db } } }, { web });
    expect(Object.entries(images).map(([name, image]) => [name, formatReference(image)])).toEqual([
      ["web", `ghcr.io/acme/web@${DIGEST}`],
      ["db", db],
    ]);
  });

  it("covers a service that the file builds from source", () => {
    expect(pinImages({ services: { web: { build: { context: "." } } } }, { web })).toEqual({ web });
  });
});

it.each(["constructor", "toString", "hasOwnProperty"])("treats a service called %s like any other", (name) => {
  expect(() => pinImages({ services: { [name]: { image: "web:latest" } } }, {})).toThrow("has no sha256 digest");
  expect(pinImages({ services: { [name]: { image: "web:latest" } } }, { [name]: web })).toEqual({ [name]: web });
});

describe("rejecting", () => {
  it("lists every service whose image could change, with the remedy", () => {
    const act = () => pinImages({ services: { web: { build: "." }, db: { image: "postgres:15" }, odd: {} } }, {});
    expect(act).toThrow(/Service web is built from source/);
    expect(act).toThrow(/Service db: "postgres:15" has no sha256 digest/);
    expect(act).toThrow(/Service odd has no image/);
    expect(act).toThrow(
      expect.objectContaining({ reason: "compose", next: expect.stringContaining("web=registry/name@sha256:") }),
    );
  });

  it("names an unknown service and the existing ones", () => {
    expect(() => pinImages({ services: { app: { image: "a" } } }, { web })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("names web"),
        next: expect.stringContaining("services are app"),
      }),
    );
  });

  it.each(['{"services":{}}', '{"services":null}'])("rejects a file without services: %s", (text) => {
    expect(() => parseModel(text)).toThrow("no services that would start");
  });

  it("reports an unknown format instead of ignoring it", () => {
    expect(() => parseModel('{"services":{"web":{"volumes":["a:/b"]}}}')).toThrow("`services.web.volumes.0`");
  });

  it.each(["", "null", "[]", '{"services":', "WARN: x"])("reports %j, which is not a compose file", (text) => {
    expect(() => parseModel(text)).toThrow(expect.objectContaining({ name: "RuntimeError", reason: "compose" }));
  });
});
