import { expect, it } from "vitest";
import { lowercaseImage, parseLocation } from "./source.ts";

const DIGEST = `sha256:${"ab".repeat(32)}`;

it.each([
  ["app:build", "auto", "local"],
  ["acme/app", "auto", "local"],
  [DIGEST, "auto", "local"],
  ["ab".repeat(32), "auto", "local"],
  ["ghcr.io/acme/app", "auto", "local"],
  ["ghcr.io/acme/app:dev-0a1b2c3", "auto", "either"],
  [`ghcr.io/acme/app@${DIGEST}`, "auto", "registry"],
  [`ghcr.io/acme/app:t@${DIGEST}`, "auto", "registry"],
  ["ghcr.io/acme/app:t", "registry", "registry"],
  ["ghcr.io/acme/app:t", "local", "local"],
  [`ghcr.io/acme/app@${DIGEST}`, "local", "local"],
] as const)("%s with source %s is %s", (text, source, kind) => {
  expect(parseLocation(text, source).kind).toBe(kind);
});

it("looks up the digest if there is one, or else the tag", () => {
  expect(parseLocation(`r.io/app:t@${DIGEST}`, "auto")).toMatchObject({
    reference: { wanted: DIGEST, registry: "r.io" },
  });
  expect(parseLocation("r.io/app:t", "auto")).toMatchObject({ reference: { wanted: "t" } });
});

it.each([
  [`app@${DIGEST}`, "auto", /does not name a registry/],
  ["app:t", "registry", /does not name a registry/],
  ["ghcr.io/acme/app", "registry", /neither tag nor digest/],
  [DIGEST, "registry", /only a digest or image id/],
  ["App:t", "auto", /upper-case letters/],
] as const)("refuses %s with source %s", (text, source, words) => {
  expect(() => parseLocation(text, source)).toThrow(words);
});

it.each([
  ["oci:./out", "auto", { path: "./out", image: undefined }],
  ["oci-archive:out.tar", "auto", { path: "out.tar", image: undefined }],
  ["docker-archive:out.tar:ghcr.io/acme/app:t", "auto", { path: "out.tar", image: "ghcr.io/acme/app:t" }],
  [`oci:out:${DIGEST}`, "auto", { path: "out", image: DIGEST }],
  ["out.tar", "archive", { path: "out.tar", image: undefined }],
  ["./Out:app:t", "layout", { path: "./Out", image: "app:t" }],
] as const)("%s with source %s is a file", (text, source, file) => {
  expect(parseLocation(text, source)).toEqual({ kind: "file", ...file });
});

it("treats a name that looks like a file as the engine's with source local", () => {
  expect(parseLocation("oci:build", "local")).toEqual({ kind: "local", name: "oci:build" });
});

it.each([
  ["ghcr.io/Acme/App:T", "auto", "ghcr.io/acme/app:T"],
  ["oci:./Out", "auto", "oci:./Out"],
  ["Out.tar", "archive", "Out.tar"],
] as const)("reads %s with source %s as %s", (text, source, read) => {
  expect(lowercaseImage(text, source)).toMatchObject({ text: read, notices: { length: text === read ? 0 : 1 } });
});
