// The hosts that a registry may send its credentials to.
import { expect, it } from "vitest";
import { readTrustedHosts } from "./logins.ts";

it("reads several hosts for a registry, with ports, in any case", () => {
  const lines = [
    "registry.example.com=GitLab.example.com",
    "Registry.example.com = s3.corp:9000",
    "10.0.0.5:5000=[fd00::1]:8443",
  ];
  expect(readTrustedHosts(lines)).toEqual({
    value: new Map([
      ["registry.example.com", ["gitlab.example.com", "s3.corp:9000"]],
      ["10.0.0.5:5000", ["[fd00::1]:8443"]],
    ]),
  });
});

it.each(["gitlab.example.com", "a=https://b", "a=b/c", "a=b=c", "=b", "a=", "a=b c", "a=user@b", "a=*", "a=b:port"])(
  "refuses the line %j",
  (line) => {
    expect(readTrustedHosts([line])).toEqual({ mistake: expect.stringContaining("write registry=host") });
  },
);
