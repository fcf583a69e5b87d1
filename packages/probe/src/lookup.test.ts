import { describe, expect, it } from "vitest";
import { lookup } from "./lookup.ts";

const never = new AbortController().signal;

describe("lookup", () => {
  it("uses the hosts file", async () => {
    const { ms, addresses } = await lookup("localhost", never);
    expect(addresses.map(({ address }) => address).join()).toMatch(/^(127\.0\.0\.1|::1)/);
    expect(ms).toBeGreaterThan(0);
  });

  // The error depends on whether the machine has a network.
  it.each(["nowhere.invalid", "-e", "--version"])("reports that %s has no address", async (name) => {
    await expect(lookup(name, never)).rejects.toMatchObject({ code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) });
  });

  it("ends without an answer when cancelled", async () => {
    const cancel = new AbortController();
    const asking = lookup("nowhere.invalid", cancel.signal);
    cancel.abort();
    await expect(asking).rejects.toMatchObject({ name: "AbortError" });
  });
});
