// Host paths: stored, ignored or rejected.
import { describe, expect, it } from "vitest";
import { filesToKeep } from "./compose-paths.ts";

const bind = (source: string, read_only?: boolean) => ({
  type: "bind",
  source,
  target: "/x",
  ...(read_only === undefined ? {} : { read_only }),
});
const roots = ["/home/ci/shop"];

describe("files of the checkout", () => {
  it("are stored if mounted read-only or used as a config", () => {
    const volumes = [
      bind("/home/ci/shop/nginx.conf", true),
      bind("/var/data"),
      { type: "volume", source: "d", target: "/d" },
    ];
    const model = { services: { web: { volumes } }, configs: { c: { file: "/home/ci/shop/c.ini" } } };
    expect(filesToKeep(model, [], roots).map(({ path }) => path)).toEqual([
      "/home/ci/shop/nginx.conf",
      "/home/ci/shop/c.ini",
    ]);
  });

  it("are rejected if they could contain data or secrets, with an alternative", () => {
    const services = { web: { volumes: [bind("/home/ci/shop/data")] } };
    const variableFiles = [
      { path: "/home/ci/shop/.env", by: "Service web" },
      { path: "/etc/b.env", by: "Service b" },
    ];
    const act = () => filesToKeep({ services, secrets: { key: { file: "/home/ci/shop/key" } } }, variableFiles, roots);
    expect(act).toThrow(/mounts \/home\/ci\/shop\/data of the checkout.*named volume/);
    expect(act).toThrow(
      /Service web reads the env_file \/home\/ci\/shop\/\.env of the checkout.*environment-variables/,
    );
    expect(act).toThrow(/secret key is the file \/home\/ci\/shop\/key/);
    expect(act).not.toThrow(/b\.env/);
  });

  it("are distinguished from a folder with the same prefix", () => {
    const mounting = (source: string) => () =>
      filesToKeep({ services: { web: { volumes: [bind(source)] } } }, [], roots);
    expect(mounting("/home/ci/shops/data")()).toEqual([]);
    expect(mounting("/home/ci/shop/..data")).toThrow("..data");
  });
});
