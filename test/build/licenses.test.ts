import { expect, test } from "vitest";
import { thirdPartyLicenses } from "../../scripts/build/licenses.ts";

const bundled = (...modules: string[]) => ({ eager: new Map(), missing: [], modules: new Set(modules) });
const collected = "@deploy-actions/image\n\nzod\nMIT\nMIT License\r\n\r\nCopyright\n\n@scope/x\nISC\nISC text\n";

test("our own packages are left out, line ends are one kind", () => {
  expect(
    thirdPartyLicenses(collected, bundled("./build/js/packages/image/src/index.js", "./node_modules/zod/index.js")),
  ).toBe("zod\nMIT\nMIT License\n\nCopyright\n\n@scope/x\nISC\nISC text\n");
});

test("a bundled package without a text is refused", () => {
  expect(() =>
    thirdPartyLicenses(
      collected,
      bundled("./node_modules/zod/node_modules/bare/index.js", "./node_modules/@scope/x/a.js"),
    ),
  ).toThrow("these bundled packages bring no licence text: bare");
});
