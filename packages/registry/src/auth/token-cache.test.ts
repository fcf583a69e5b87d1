import { expect, it } from "vitest";
import type { Token } from "./token.ts";
import { cacheToken } from "./token-cache.ts";

const token = (value: string, lifeMs = 60_000): Token => ({ value, expires: Date.now() + lifeMs });

it("fetches once for all who ask at the same time, and again only when the token is about to expire", async () => {
  const lives = [60_000, 9000];
  let fetched = 0;
  const store = cacheToken(async () => token(`${++fetched}`, lives.shift()));
  expect((await Promise.all([store.get(), store.get(), store.get()])).map(({ value }) => value)).toEqual([
    "1",
    "1",
    "1",
  ]);
  expect((await store.get()).value).toBe("1");
  store.drop("1");
  expect((await store.get()).value).toBe("2");
  // Nine seconds are too few for a request that has yet to travel.
  expect((await store.get()).value).toBe("3");
});

it("drops the refused token and not the newer one that another has fetched", async () => {
  let fetched = 0;
  const store = cacheToken(async () => token(`${++fetched}`));
  await store.get();
  store.drop("1");
  await store.get();
  store.drop("1");
  expect((await store.get()).value).toBe("2");
});

it("hands a failure to all who waited for it, and tries again for the next", async () => {
  let fetched = 0;
  const store = cacheToken(async () => {
    if (++fetched === 1) throw new Error("busy");
    return token("late");
  });
  expect((await Promise.allSettled([store.get(), store.get()])).map(({ status }) => status)).toEqual([
    "rejected",
    "rejected",
  ]);
  expect((await store.get()).value).toBe("late");
  expect(fetched).toBe(2);
});
