import { parsePinned } from "@deploy-actions/image";
import { expect, test } from "vitest";
import { alembic } from "./alembic.ts";
import { commandOnTarget } from "./command.ts";
import { type FailedExit, type FailureContext, StepFailure, toMigrateError } from "./failure.ts";
import type { StepLocation } from "./step-command.ts";

const onRunner: StepLocation = { kind: "target", env: {} };
const inImage: StepLocation = {
  kind: "container",
  image: parsePinned(`app@sha256:${"a".repeat(64)}`),
  name: "migrate-x",
  env: {},
  labels: {},
};
const upgrade = { argv: ["alembic", "upgrade", "heads"] } as const;

const failure = (exit: FailedExit, lines: string[] = []) => new StepFailure({ step: upgrade, exit, lines });
const context = (given: Partial<FailureContext> = {}): FailureContext => ({
  phase: "applying",
  before: { text: "a1" },
  after: { text: "a1" },
  migration: { migrator: alembic(), location: onRunner, timeoutMs: 90_000 },
  interruption: "timeout",
  ...given,
});
const inContainer = { migrator: alembic(), location: inImage, timeoutMs: 90_000 };

test("a failed step: its exit code, its last lines, the heads, and what to run", () => {
  const lines = [...Array.from({ length: 30 }, (_, index) => `line ${index}`), "", "relation already exists"];
  const error = toMigrateError(failure({ code: 255 }, lines), context({ after: { text: "b2" } }));
  expect(error.reason).toBe("failed");
  expect(error.message).toMatch(
    /^`alembic upgrade heads` exited with code 255\.\nThe last lines of output:\n {2}line 11\n/,
  );
  expect(error.message).toMatch(/relation already exists$/);
  expect(error.state).toBe("The head was a1 and is now b2: some migrations were applied and remain applied.");
  expect(error.next).toMatch(/run this step again.*`alembic current`/);
  expect([error.before, error.after]).toEqual([{ text: "a1" }, { text: "b2" }]);
});

test("timeout: names the limit, and the container that could not be stopped", () => {
  const error = toMigrateError(
    failure({ interrupted: true, leftContainer: "migrate-x" }),
    context({ migration: inContainer }),
  );
  expect(error.reason).toBe("timeout");
  expect(error.message).toBe("`alembic upgrade heads` did not finish within 90 s and was stopped.");
  expect(error.state).toMatch(/docker rm --force migrate-x$/);
  expect(error.next).toMatch(/raise timeout-seconds/);
});

test("cancelled: the current head was not read, and is not claimed", () => {
  const error = toMigrateError(
    failure({ interrupted: true }),
    context({ interruption: "cancelled", after: undefined }),
  );
  expect(error.reason).toBe("cancelled");
  expect(error.state).toMatch(/could not be read/);
});

test.each([
  [{ migration: inContainer }, 125, "not-started", /Docker did not start/],
  [{ migration: inContainer }, 127, "tool-missing", /could not run in the image app@sha256/],
  [{}, 127, "tool-missing", /could not run on the runner/],
  [{}, 126, "tool-missing", /not executable/],
  [{ phase: "preparing", before: undefined }, 1, "head-unreadable", /before the migration: .* exited with code 1/],
  [{ phase: "verifying" }, 0, "head-unreadable", /after the migration: .* not a head/],
] as const)("%j with code %d is %s", (given, code, reason, message) => {
  const error = toMigrateError(failure({ code }), context(given));
  expect(error.reason).toBe(reason);
  expect(error.message).toMatch(message);
});

test("a failure before the first step means nothing was migrated, after the last step everything was", () => {
  expect(toMigrateError(failure({ code: 1 }), context({ phase: "preparing" })).state).toBe("No migration was started.");
  expect(toMigrateError(failure({ code: 1 }), context({ phase: "verifying" })).state).toMatch(
    /steps succeeded; the head before was a1/,
  );
});

test("a long program path does not hide the subcommand", () => {
  const python = `/opt/${"deep/".repeat(40)}bin/python3`;
  const step = { argv: [python, "-m", "alembic", "upgrade", "heads"] } as const;
  const { message } = toMigrateError(new StepFailure({ step, exit: { code: 1 }, lines: [] }), context());
  expect(message).toMatch(/^`\/opt\/deep\/[^`]*…[^`]*bin\/python3 -m alembic upgrade heads` exited with code 1\.$/);
});

test("without a way to read the head the state is unknown, and a long script is shortened", () => {
  const step = { argv: ["bash", "-c", "x".repeat(500)] } as const;
  const migration = { migrator: commandOnTarget("x"), location: onRunner, timeoutMs: 1 };
  const error = toMigrateError(
    new StepFailure({ step, exit: { code: 3 }, lines: [] }),
    context({ migration, before: undefined }),
  );
  expect(error.state).toMatch(/is unknown, because head-command is not set/);
  expect(error.message.length).toBeLessThan(200);
});
