// What a service gets behind the back of Compose's own hash.
import { expect, it } from "vitest";
import { unseenValues } from "./compose-unhashed.ts";

it("is each secret and config, by its value or its file, of the services that use it", () => {
  const model = {
    services: {
      web: { secrets: [{ source: "tok" }, { source: "key" }], configs: [{ source: "c" }] },
      db: { secrets: [{ source: "gone" }] },
      cache: {},
    },
    secrets: { tok: { environment: "TOKEN" }, key: { file: "/etc/key" }, gone: { environment: "NEVER" } },
    configs: { c: { content: "costs 5$$" } },
  };
  expect([...unseenValues(model, { TOKEN: "t" })]).toEqual([
    [
      "web",
      [
        { name: "config c", value: "costs 5$", file: undefined },
        { name: "secret key", value: undefined, file: "/etc/key" },
        { name: "secret tok", value: "t", file: undefined },
      ],
    ],
    ["db", [{ name: "secret gone", value: "", file: undefined }]],
  ]);
});
