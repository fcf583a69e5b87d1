// What was made to crash or hang the check: it comes to an end in time, says what it could not read, and still checks everything else.
import { expect, it } from "vitest";
import { hostile } from "./hostile.ts";
import { faultsOf, measured, TIME_LIMIT } from "./soundness.ts";

const WITNESS = ".github/workflows/witness.yml";
const witness = "jobs:\n  deploy:\n    runs-on: x\n    steps:\n      - run: docker run -d acme/shop:latest\n";

/** Ends what hangs. How long a check takes is measured in the processor's time, which other work on the machine hardly changes. */
const HANGING = { timeout: 180_000 };

it.each(hostile)("withstands $name", HANGING, ({ files, says }) => {
  const all = { ...files, [WITNESS]: witness };
  const { result, milliseconds } = measured(all);
  expect(faultsOf(result, all)).toEqual([]);
  expect(milliseconds).toBeLessThan(TIME_LIMIT);
  const found = new Set(
    result.findings.flatMap(({ rule, path, range }) => [rule, `${rule} ${path}:${range.start.line}`]),
  );
  expect([...says, `ITV001 ${WITNESS}:5`].filter((each) => !found.has(each))).toEqual([]);
});
