// Valid names, and unique projects.
import { describe, expect, it } from "vitest";
import { appProblem, environmentProblem, projectName } from "./compose-names.ts";

describe("names", () => {
  it("give each pair its own project", () => {
    expect(projectName("shop-api", "prod")).toBe("shop-api-prod");
    expect(appProblem("shop-api")).toBeUndefined();
    // With a - in it, ("shop", "api-prod") would be the same project as ("shop-api", "prod").
    expect(environmentProblem("api-prod")).toContain("lower-case letters, digits and _");
  });

  it.each(["", "Shop", "-shop", "sh op", "../shop"])("cannot be %j", (name) => {
    expect(appProblem(name)).toBeDefined();
    expect(environmentProblem(name)).toBeDefined();
  });
});
