import { expect, it } from "vitest";
import { decodeSource, SIZE_LIMIT } from "./decode.ts";
import { commitMark, isLiteral } from "./value/mark.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it.each([
  ["text", "on: push\n", "on: push\n"],
  ["nothing", "", ""],
  ["a byte order mark", "\ufeffon: push", "on: push"],
  ["other scripts", "# é 漢 \u{1F600}", "# é 漢 \u{1F600}"],
])("reads %s", (_, text, expected) => {
  expect(decodeSource("w.yml", bytes(text))).toEqual({ ok: true, file: { path: "w.yml", text: expected } });
});

it.each<[string, Uint8Array, RegExp]>([
  ["binary data", new Uint8Array([0x61, 0, 0x62]), /NUL bytes/],
  ["another encoding", new Uint8Array([0xff, 0xfe]), /not UTF-8/],
  ["a broken character", new Uint8Array([0x61, 0xc3]), /not UTF-8/],
  ["a file too large", new Uint8Array(SIZE_LIMIT + 1).fill(0x20), /1048577 bytes/],
])("refuses %s with its reason", (_, data, message) => {
  const decoded = decodeSource("w.yml", data);
  expect(decoded).toMatchObject({ ok: false, problem: { path: "w.yml", message: expect.stringMatching(message) } });
});

it("reads the largest file that is let through", () => {
  expect(decodeSource("w.yml", new Uint8Array(SIZE_LIMIT).fill(0x20)).ok).toBe(true);
});

it("takes the characters out that stand for what only a run knows", () => {
  const decoded = decodeSource("w.yml", bytes(`a: ${commitMark()}`));
  expect(decoded.ok && isLiteral(decoded.file.text)).toBe(true);
});
