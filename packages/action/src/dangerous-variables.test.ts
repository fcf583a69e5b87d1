import { describe, expect, it } from "vitest";
import { judgeVariables } from "./dangerous-variables.ts";

const judged = (environment: NodeJS.ProcessEnv, opensConnections = true) =>
  judgeVariables(environment, opensConnections);

describe("what is refused", () => {
  it.each([
    ["NODE_TLS_REJECT_UNAUTHORIZED", "0"],
    ["NODE_DEBUG", "http"],
    ["NODE_DEBUG", "fs, HTTP2"],
    ["NODE_DEBUG", "h*"],
    ["NODE_DEBUG", "*"],
    ["NODE_OPTIONS", "--inspect=0.0.0.0:9229"],
    ["NODE_OPTIONS", "--max-old-space-size=99 --tls_keylog=/tmp/k"],
    ["NODE_OPTIONS", '--tls-"key\\log"=/tmp/k'],
  ])("%s=%s", (name, value) => {
    const { refused, warnings } = judged({ [name]: value });
    expect(refused?.happened).toContain(name);
    expect(refused?.next).toMatch(/step's `env:`/);
    expect(warnings).toEqual([]);
  });
  it("reports all of them at once, and names the honest alternative", () => {
    const { refused } = judged({ NODE_TLS_REJECT_UNAUTHORIZED: "0", NODE_DEBUG: "http" });
    expect(refused?.happened.split("\n")).toHaveLength(2);
    expect(refused?.next).toContain("NODE_EXTRA_CA_CERTS");
  });
});

describe("what is said", () => {
  it.each([
    ["NODE_OPTIONS", "--require /tmp/x.js"],
    ["NODE_OPTIONS", "-r /tmp/x.js"],
    ["NODE_OPTIONS", '"--import" /tmp/x.mjs'],
    ["NODE_OPTIONS", "--tls-min-v1.0"],
    ["NODE_OPTIONS", "--insecure_http_parser"],
    ["LD_PRELOAD", "/usr/lib/libjemalloc.so"],
  ])("%s=%s", (name, value) => {
    const { refused, warnings } = judged({ [name]: value });
    expect(refused).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining(name)]);
  });
  it("certificates that nobody checks, in an action that opens no connections itself", () => {
    const { refused, warnings } = judged({ NODE_TLS_REJECT_UNAUTHORIZED: "0" }, false);
    expect([refused, warnings.length]).toEqual([undefined, 1]);
  });
});

describe("what is fine", () => {
  it.each([
    ["NODE_TLS_REJECT_UNAUTHORIZED", "1"],
    ["NODE_TLS_REJECT_UNAUTHORIZED", ""],
    ["NODE_EXTRA_CA_CERTS", "/etc/own-ca.pem"],
    ["NODE_OPTIONS", "--max-old-space-size=4096 --use-system-ca"],
    ["NODE_DEBUG", "fs,module"],
    ["LD_PRELOAD", ""],
  ])("%s=%s", (name, value) => expect(judged({ [name]: value })).toEqual({ warnings: [] }));
});
