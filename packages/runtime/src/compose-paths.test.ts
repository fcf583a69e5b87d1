// What becomes of host paths: kept, left alone, or refused.
import { describe, expect, it } from "vitest";
import { filesToKeep, withKeptFiles, withShortMounts } from "./compose-paths.ts";

const bind = (source: string, read_only?: boolean) => ({
  type: "bind",
  source,
  target: "/x",
  ...(read_only === undefined ? {} : { read_only }),
});
const roots = ["/home/ci/shop"];

describe("files of the checkout", () => {
  it("are kept when mounted read-only or named as a config", () => {
    const model = {
      services: {
        web: {
          volumes: [
            bind("/home/ci/shop/nginx.conf", true),
            bind("/var/data"),
            { type: "volume", source: "d", target: "/d" },
          ],
        },
      },
      configs: { c: { file: "/home/ci/shop/c.ini" } },
    };
    expect(filesToKeep(model, roots).map(({ path }) => path)).toEqual([
      "/home/ci/shop/nginx.conf",
      "/home/ci/shop/c.ini",
    ]);
    const kept = withKeptFiles(
      model,
      new Map([
        ["/home/ci/shop/nginx.conf", "/state/files/1"],
        ["/home/ci/shop/c.ini", "/state/files/2"],
      ]),
    );
    expect(kept.services.web?.volumes?.[0]).toEqual(bind("/state/files/1", true));
    expect(kept.services.web?.volumes?.[1]).toEqual(bind("/var/data"));
    expect(kept.configs).toEqual({ c: { file: "/state/files/2" } });
  });

  it("are refused where they could hold data or secrets, with the way round", () => {
    const services = {
      web: { volumes: [bind("/home/ci/shop/data")], env_file: [{ path: "/home/ci/shop/.env" }] },
      b: { env_file: "/etc/b.env" },
    };
    const act = () => filesToKeep({ services, secrets: { key: { file: "/home/ci/shop/key" } } }, roots);
    expect(act).toThrow(/mounts \/home\/ci\/shop\/data of the checkout.*named volume/);
    expect(act).toThrow(/env_file \/home\/ci\/shop\/\.env of the checkout.*environment-variables/);
    expect(act).toThrow(/secret key is the file \/home\/ci\/shop\/key/);
    expect(act).not.toThrow(/b\.env/);
  });

  it("are told from a variable that Compose put the folder before", () => {
    const services = { web: { volumes: [bind("/home/ci/shop/${DIR}/data")] } };
    expect(() => filesToKeep({ services }, roots)).toThrow("with the variable first");
  });

  it("are told from a neighbour whose name only begins alike", () => {
    expect(filesToKeep({ services: { web: { volumes: [bind("/home/ci/shops/data")] } } }, roots)).toEqual([]);
    expect(() => filesToKeep({ services: { web: { volumes: [bind("/home/ci/shop/..data")] } } }, roots)).toThrow(
      "..data",
    );
  });
});

it("writes a mount whose source is a variable short again", () => {
  const volumes = [
    { type: "volume", source: "${DIR}/x", target: "/x", volume: {} },
    { type: "volume", source: "$DIR", target: "/y", read_only: true, volume: {} },
    { type: "volume", source: "data", target: "/d", volume: {} },
  ];
  expect(withShortMounts({ services: { web: { volumes } } }).services.web?.volumes).toEqual([
    "${DIR}/x:/x",
    "$DIR:/y:ro",
    volumes[2],
  ]);
});
