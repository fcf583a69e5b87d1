// File names with variables, filled in as Compose does.
import { expect, it } from "vitest";
import { interpolated } from "./compose-interpolate.ts";

it.each([
  ["/srv/app.env", "/srv/app.env"],
  ["/srv/$APP.env", "/srv/shop.env"],
  ["/srv/${APP}/${NONE}x", "/srv/shop/x"],
  ["${NONE:-/a}${EMPTY:-/b}${EMPTY-/c}", "/a/b"],
  ["${APP:-/a}", "shop"],
  ["${APP:+/yes}${NONE+/no}", "/yes"],
  ["${NONE:-/x/${OTHER:-${APP}}}/y", "/x/shop/y"],
  ["${APP:?must be set}", "shop"],
  ["a$$b", "a$b"],
  ["${NONE:-$APP}", "shop"],
])("%s becomes %s", (text, expected) => {
  expect(interpolated(text, { APP: "shop", EMPTY: "" })).toBe(expected);
});

it.each(["$", "${", "${}", "${APP", "${APP:x}", "${1}", "$(APP)", "${APP!}"])("%s is not understood", (text) => {
  expect(interpolated(text, { APP: "shop" })).toBeUndefined();
});
