// The values that Compose's own hash does not cover.
import { expect, it } from "vitest";
import { unhashedValues } from "./compose-unhashed.ts";

it("includes each secret and config, by value or file, of the services that use it", () => {
  const model = {
    services: {
      web: { secrets: [{ source: "tok" }, { source: "key" }], configs: [{ source: "c" }] },
      db: { secrets: [{ source: "gone" }] },
      cache: {},
    },
    secrets: { tok: { environment: "TOKEN" }, key: { file: "/etc/key" }, gone: { environment: "NEVER" } },
    configs: { c: { content: "costs 5$$" } },
  };
  expect([...unhashedValues(model, { TOKEN: "t" })]).toEqual([
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
