import { expect, it } from "vitest";
import { fakeClock } from "../../test/fake-clock.ts";
import { cacheToken, type Token } from "./token.ts";

const clock = fakeClock();
const token = (value: string, lifeMs = 60_000): Token => ({ value, expires: clock.date().getTime() + lifeMs });

it("fetches once for simultaneous callers, and again only when the token is about to expire", async () => {
  const lives = [60_000, 9000];
  let fetched = 0;
  const store = cacheToken(async () => token(`${++fetched}`, lives.shift()), clock);
  expect((await Promise.all([store.get(), store.get(), store.get()])).map(({ value }) => value)).toEqual([
    "1",
    "1",
    "1",
  ]);
  expect((await store.get()).value).toBe("1");
  store.drop("1");
  expect((await store.get()).value).toBe("2");
  // Nine seconds are not enough for a request that has yet to be sent.
  expect((await store.get()).value).toBe("3");
});

it("drops a refused token, but not a newer one that another caller fetched", async () => {
  let fetched = 0;
  const store = cacheToken(async () => token(`${++fetched}`), clock);
  await store.get();
  store.drop("1");
  await store.get();
  store.drop("1");
  expect((await store.get()).value).toBe("2");
});

it("passes a failure to everyone who waited for it, and fetches again for the next caller", async () => {
  let fetched = 0;
  const store = cacheToken(async () => {
    if (++fetched === 1) throw new Error("busy");
    return token("late");
  }, clock);
  expect((await Promise.allSettled([store.get(), store.get()])).map(({ status }) => status)).toEqual([
    "rejected",
    "rejected",
  ]);
  expect((await store.get()).value).toBe("late");
  expect(fetched).toBe(2);
});

it("fetches again as the token gets older", async () => {
  const aging = fakeClock();
  let fetched = 0;
  const store = cacheToken(async () => ({ value: `${++fetched}`, expires: aging.date().getTime() + 60_000 }), aging);
  await store.get();
  aging.advance(49_000);
  expect((await store.get()).value).toBe("1");
  aging.advance(1000);
  expect((await store.get()).value).toBe("2");
});
