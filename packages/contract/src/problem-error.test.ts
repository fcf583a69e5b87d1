import { describe, expect, expectTypeOf, it } from "vitest";
import { ProblemError, type ProblemText } from "./index.ts";

type DoorReason = "locked" | "missing";
class DoorError extends ProblemError<DoorReason> {
  override readonly name = "DoorError";
}

const text: ProblemText = { message: "The door is locked.", state: "Nobody went in.", next: "Find the key." };

describe("ProblemError", () => {
  it("carries the problem and the reason code", () => {
    const error = new DoorError("locked", text);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ name: "DoorError", reason: "locked", ...text });
    expect(error.problem).toEqual({
      happened: "The door is locked.",
      state: "Nobody went in.",
      next: "Find the key.",
    });
  });

  it("has a cause only if one was given", () => {
    const cause = new Error("rust");
    expect(new DoorError("locked", { ...text, cause }).cause).toBe(cause);
    expect(new DoorError("locked", text)).not.toHaveProperty("cause");
  });

  it("does not accept an error that only has the same fields", () => {
    expect(Object.assign(new Error(text.message), { reason: "locked", ...text })).not.toBeInstanceOf(ProblemError);
  });

  it("keeps the reason codes a closed union", () => {
    expectTypeOf<DoorError["reason"]>().toEqualTypeOf<DoorReason>();
    // Without a `default`, this compiles only while every code has its case.
    const remedy = ({ reason }: DoorError): string => {
      switch (reason) {
        case "locked":
          return "a key";
        case "missing":
          return "a carpenter";
      }
    };
    expect(remedy(new DoorError("missing", text))).toBe("a carpenter");
    class OpenError extends ProblemError<string> {}
    // @ts-expect-error an error whose reason is any string cannot be constructed
    expect(new OpenError("anything", text).reason).toBe("anything");
    // @ts-expect-error "ajar" is not one of the reasons
    expect(new DoorError("ajar", text).reason).toBe("ajar");
  });
});
