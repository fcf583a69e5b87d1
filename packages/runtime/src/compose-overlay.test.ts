// The overlay of the user's compose file: pinned images and stored files, nothing else.
import { parsePinned } from "@deploy-actions/image";
import { describe, expect, it } from "vitest";
import { overlayText, withChanges } from "./compose-overlay.ts";

const image = `web@sha256:${"a".repeat(64)}`;
const conf = { type: "bind", source: "/checkout/nginx.conf", target: "/etc/nginx.conf", read_only: true, bind: {} };
const data = { type: "bind", source: "/srv/d", target: "/data" };
const model = {
  name: "shop-prod",
  services: { web: { image: "web", environment: { A: "secret" }, volumes: [data, conf] }, db: { image: "db" } },
  configs: { c: { file: "/checkout/c.ini", name: "shop-prod_c" }, d: { content: "x" } },
};
const changes = {
  images: { web: parsePinned(image) },
  files: new Map([
    ["/checkout/nginx.conf", "/state/files/1"],
    ["/checkout/c.ini", "/state/files/2"],
  ]),
};

describe("the overlay", () => {
  it("contains only the changes, with complete mounts", () => {
    expect(JSON.parse(overlayText(model, changes))).toEqual({
      services: { web: { image, volumes: [{ ...conf, source: "/state/files/1" }] }, db: {} },
      configs: { c: { file: "/state/files/2" } },
    });
  });

  it("has the same bytes for any order of keys", () => {
    const { web, db } = model.services;
    expect(overlayText({ ...model, services: { db, web } }, changes)).toBe(overlayText(model, changes));
  });
});

it("the intended model has only these changes", () => {
  expect(withChanges(model, changes)).toEqual({
    ...model,
    services: {
      web: { ...model.services.web, image, volumes: [data, { ...conf, source: "/state/files/1" }] },
      db: model.services.db,
    },
    configs: { ...model.configs, c: { file: "/state/files/2", name: "shop-prod_c" } },
  });
});
