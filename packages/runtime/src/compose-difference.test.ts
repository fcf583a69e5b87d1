// Which differences between two models count, and their keys.
import { describe, expect, it } from "vitest";
import { differences } from "./compose-difference.ts";

const bind = (source: string) => ({ type: "bind", source, target: "/data" });

describe("two models", () => {
  it("differ by a key that is called like a property of every object", () => {
    expect(differences({ services: { toString: { image: "a" } } }, { services: {} })).toEqual([
      { key: "services.toString", one: '{"image":"a"}', other: undefined },
    ]);
  });

  it("differ by key, with unescaped values", () => {
    const one = { services: { web: { volumes: [bind("/srv/d"), bind("/a")], environment: { A: "5$$", B: "x" } } } };
    const other = { services: { web: { volumes: [{ type: "volume", target: "/data" }], environment: { A: "6$$" } } } };
    expect(differences(one, other)).toEqual([
      { key: "services.web.environment.A", one: "5$", other: "6$" },
      { key: "services.web.environment.B", one: "x", other: undefined },
      { key: "services.web.volumes[0].source", one: "/srv/d", other: undefined },
      { key: "services.web.volumes[0].type", one: "bind", other: "volume" },
      { key: "services.web.volumes[1]", one: JSON.stringify(bind("/a")), other: undefined },
    ]);
  });

  it.each([
    [{ services: { web: { shm_size: "1" } } }, { services: { web: { shm_size: 1 } } }, 0],
    [{ services: { web: { command: null } } }, { services: { web: {} } }, 1],
    [{ services: { web: { ports: [] } } }, { services: { web: { ports: {} } } }, 0],
    [{ services: { web: {} }, networks: { a: {} } }, { services: { web: {} } }, 1],
    [{ services: { web: {} } }, { services: { web: {}, db: {} } }, 1],
    [{ services: { web: { environment: { "x-a": "1" } } } }, { services: { web: { environment: {} } } }, 1],
  ])("%j and %j differ in %d keys", (one, other, count) => {
    expect(differences(one, other)).toHaveLength(count);
  });

  it("are equal if only keys that a deploy ignores differ", () => {
    const web = { image: "x", build: ".", pull_policy: "always", develop: {}, "x-more": 1 };
    const built = { name: "a", services: { web }, "x-block": { a: 1 } };
    expect(differences(built, { name: "b", services: { web: { image: "x" } } })).toEqual([]);
  });
});
