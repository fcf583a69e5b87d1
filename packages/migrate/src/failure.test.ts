import { parsePinned } from "@deploy-actions/image";
import { expect, test } from "vitest";
import { alembic } from "./alembic.ts";
import { command } from "./command.ts";
import { explain, type Facts, type HowItEnded, Stopped } from "./failure.ts";
import type { Place } from "./step-command.ts";

const onRunner: Place = { kind: "target", env: {} };
const inImage: Place = {
  kind: "container",
  image: parsePinned(`app@sha256:${"a".repeat(64)}`),
  name: "migrate-x",
  env: {},
  labels: {},
};
const upgrade = { argv: ["alembic", "upgrade", "heads"] } as const;

const stopped = (ended: HowItEnded, lines: string[] = []) => new Stopped({ step: upgrade, ended, lines });
const facts = (given: Partial<Facts> = {}): Facts => ({
  phase: "applying",
  before: { text: "a1" },
  after: { text: "a1" },
  migration: { migrator: alembic(), place: onRunner, timeoutMs: 90_000 },
  by: "timeout",
  ...given,
});
const inContainer = { migrator: alembic(), place: inImage, timeoutMs: 90_000 };

test("a failed step: its code, its last lines, the heads, and what to run", () => {
  const lines = [...Array.from({ length: 30 }, (_, index) => `line ${index}`), "", "relation already exists"];
  const error = explain(stopped({ code: 255 }, lines), facts({ after: { text: "b2" } }));
  expect(error.reason).toBe("failed");
  expect(error.message).toMatch(
    /^`alembic upgrade heads` ended with code 255\.\nThe last lines it printed:\n {2}line 11\n/,
  );
  expect(error.message).toMatch(/relation already exists$/);
  expect(error.state).toBe("The head was a1 and is now b2: a part was applied and stands.");
  expect(error.next).toMatch(/run this step again.*`alembic current`/);
  expect([error.before, error.after]).toEqual([{ text: "a1" }, { text: "b2" }]);
});

test("out of time: names the limit, and the container that could not be ended", () => {
  const error = explain(stopped({ interrupted: true, left: "migrate-x" }), facts({ migration: inContainer }));
  expect(error.reason).toBe("timeout");
  expect(error.message).toBe("`alembic upgrade heads` had not ended after 90 s and was ended.");
  expect(error.state).toMatch(/docker rm --force migrate-x$/);
  expect(error.next).toMatch(/raise timeout-seconds/);
});

test("cancelled: what the head is now was not read, and is not claimed", () => {
  const error = explain(stopped({ interrupted: true }), facts({ by: "cancelled", after: undefined }));
  expect(error.reason).toBe("cancelled");
  expect(error.state).toMatch(/could not be read/);
});

test.each([
  [{ migration: inContainer }, 125, "not-started", /Docker did not start/],
  [{ migration: inContainer }, 127, "tool-missing", /could not run in the image app@sha256/],
  [{}, 127, "tool-missing", /could not run on the runner/],
  [{}, 126, "tool-missing", /not executable/],
  [{ phase: "preparing", before: undefined }, 1, "head-unreadable", /before the migration: .* ended with code 1/],
  [{ phase: "proving" }, 0, "head-unreadable", /after the migration: .* not a head/],
] as const)("%j with code %d is %s", (given, code, reason, message) => {
  const error = explain(stopped({ code }), facts(given));
  expect(error.reason).toBe(reason);
  expect(error.message).toMatch(message);
});

test("before the first step nothing was migrated, after the last one everything was", () => {
  expect(explain(stopped({ code: 1 }), facts({ phase: "preparing" })).state).toBe("No migration was started.");
  expect(explain(stopped({ code: 1 }), facts({ phase: "proving" })).state).toMatch(
    /had ended well; the head before was a1/,
  );
});

test("a program at a long path does not hide the subcommand", () => {
  const python = `/opt/${"deep/".repeat(40)}bin/python3`;
  const step = { argv: [python, "-m", "alembic", "upgrade", "heads"] } as const;
  const { message } = explain(new Stopped({ step, ended: { code: 1 }, lines: [] }), facts());
  expect(message).toMatch(/^`\/opt\/deep\/[^`]*…[^`]*bin\/python3 -m alembic upgrade heads` ended with code 1\.$/);
});

test("without a way to read the head it says so, and a long script does not fill the line", () => {
  const step = { argv: ["bash", "-c", "x".repeat(500)] } as const;
  const migration = { migrator: command("x"), place: onRunner, timeoutMs: 1 };
  const error = explain(new Stopped({ step, ended: { code: 3 }, lines: [] }), facts({ migration, before: undefined }));
  expect(error.state).toMatch(/cannot be told/);
  expect(error.message.length).toBeLessThan(200);
});
