import { localTarget, type Target } from "@deploy-actions/target";
import { describe, expect, it } from "vitest";
import { bytesIn, diskUse } from "./disk-use.ts";

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

it("adds layers, writable layers and volumes, and treats -1 as unknown", () => {
  const body = JSON.stringify({
    LayersSize: 1000,
    Containers: [{ SizeRw: 20 }, {}],
    Volumes: [{ UsageData: { Size: 3 } }, { UsageData: { Size: -1 } }, { UsageData: null }],
  });
  expect(bytesIn(`${head}\r\n${body}`)).toBe(1023);
});

it("joins chunks by bytes, not characters", () => {
  const parts = ['{"LayersSize":5,"é', '€":1}'];
  const chunks = parts.map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`).join("");
  expect(bytesIn(`${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`)).toBe(5);
});

it.each([
  "",
  "HTTP/1.1 500 Internal Server Error\r\n\r\n{}",
  `${head}\r\n{"LayersSize":"many"}`,
  `${head}\r\nnot json`,
  `${head}Transfer-Encoding: chunked\r\n\r\nzz`,
])("has no number for %j", (answer) => {
  expect(bytesIn(answer)).toBeUndefined();
});

// Old and new engines cannot both run here, so their errors for unsupported API versions are quoted from the source code.
describe("diskUse", () => {
  const engine = (supported: string, refusal: string): Pick<Target, "run"> => ({
    run: async ({ stdin = "" }) => {
      const answer = stdin.startsWith(`GET /${supported}/`)
        ? `${head}\r\n{"LayersSize":7}`
        : `HTTP/1.1 400 Bad Request\r\n\r\n{"message":"${refusal}"}`;
      return { code: 0, stdout: answer, stderr: "" };
    },
  });
  it.each([
    ["Docker 29", "v1.44", "client version 1.40 is too old. Minimum supported API version is 1.44"],
    ["Docker 20.10", "v1.40", "client version 1.44 is too new. Maximum supported API version is 1.41"],
  ])("finds a version that %s supports", async (_, supported, refusal) => {
    expect(await diskUse({ ...localTarget(), ...engine(supported, refusal) })).toBe(7);
  });
  it("is undefined if no version is supported", async () => {
    expect(await diskUse({ ...localTarget(), ...engine("v9", "no") })).toBeUndefined();
  });
});
