import { expect, it } from "vitest";
import { hasInvisible, mayHaveInvisible } from "./invisible.ts";

it("suspects every text with an invisible character, and no ordinary text", () => {
  const missed: string[] = [];
  for (let code = 0; code <= 0xe0080; code += 1) {
    const character = String.fromCodePoint(code);
    if (hasInvisible(character) && !mayHaveInvisible(character)) missed.push(code.toString(16));
  }
  expect(missed).toEqual([]);
  expect(mayHaveInvisible("Grüße – ❌ ⚠️ 日本語\n\tend")).toBe(false);
});
