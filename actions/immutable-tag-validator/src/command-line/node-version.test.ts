import { expect, it } from "vitest";
import { nodeProblem } from "./node-version.ts";

it.each(["22.0.0", "24.19.0", "100.1.0"])("takes %s", (version) => expect(nodeProblem(version)).toBeUndefined());
it.each(["20.19.5", "18.0.0"])("says what is wrong with %s", (version) => {
  expect(nodeProblem(version)).toContain(`needs Node 22 or later, and this is Node ${version}`);
});
