import { expect, it } from "vitest";
import { bytesIn } from "./disk-use.ts";

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

it("adds layers, writable layers and volumes, and takes -1 for unknown", () => {
  const body = JSON.stringify({
    LayersSize: 1000,
    Containers: [{ SizeRw: 20 }, {}],
    Volumes: [{ UsageData: { Size: 3 } }, { UsageData: { Size: -1 } }, { UsageData: null }],
  });
  expect(bytesIn(`${head}\r\n${body}`)).toBe(1023);
});

it("puts chunks together, counting bytes and not characters", () => {
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
