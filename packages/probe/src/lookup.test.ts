import { describe, expect, it } from "vitest";
import { lookup } from "./lookup.ts";

const never = new AbortController().signal;

describe("lookup", () => {
  it("finds what the hosts file says", async () => {
    const { ms, addresses } = await lookup("localhost", never);
    expect(addresses.map(({ address }) => address).join()).toMatch(/^(127\.0\.0\.1|::1)/);
    expect(ms).toBeGreaterThan(0);
  });

  // A machine without a network cannot ask; one with a network is told that there is no such name.
  it.each(["nowhere.invalid", "-e", "--version"])("says of %s that it has no address", async (name) => {
    await expect(lookup(name, never)).rejects.toMatchObject({ code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) });
  });

  it("is over without an answer when it is called back", async () => {
    const cancel = new AbortController();
    const asking = lookup("nowhere.invalid", cancel.signal);
    cancel.abort();
    await expect(asking).rejects.toMatchObject({ name: "AbortError" });
  });
});
