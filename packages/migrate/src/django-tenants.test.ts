import { expect, test } from "vitest";
import { APPLIED_MIGRATIONS_QUERY, RESULT_MARKER } from "./applied-migrations-query.ts";
import { djangoTenants } from "./django-tenants.ts";

const env = { PYTHONUNBUFFERED: "1" };
const listing = (...names: string[]) => `${names.join("\n")}\n`;
const output = (applied: Record<string, string[]>) => `Loading\n${RESULT_MARKER}${JSON.stringify(applied)}\n`;
const { head, discover, apply } = djangoTenants(["python3", "src/manage.py"]);

test("without a super tenant: the shared schema, then every tenant", () => {
  expect(discover).toEqual({ argv: ["python3", "src/manage.py", "help", "--commands"], env });
  expect(apply(listing("migrate_schemas", "create_super_tenant_report"))).toEqual([
    { argv: ["python3", "src/manage.py", "migrate_schemas", "--shared", "--fake-initial"], env },
    { argv: ["python3", "src/manage.py", "migrate_schemas", "--tenant"], env },
  ]);
});

test("with a super tenant: it is created between the two", () => {
  expect(apply(listing("create_super_tenant", "migrate_schemas")).map(({ argv }) => argv.slice(2))).toEqual([
    ["migrate_schemas", "--shared", "--fake-initial"],
    ["create_super_tenant", "--no-input"],
    ["migrate_schemas", "--tenant"],
  ]);
});

test("manage.py is the default program", () => {
  expect(djangoTenants().apply("")[0]?.argv.slice(0, 2)).toEqual(["python", "manage.py"]);
});

test("the head is a digest of each schema's applied migrations, in any order", () => {
  expect(head?.step.argv.slice(2)).toEqual(["shell", "--verbosity", "0", "--command", APPLIED_MIGRATIONS_QUERY]);
  const before = head?.parse(output({ t1: ["notes.0001"], public: ["tenants.0001", "auth.0001"] }));
  expect(before).toEqual({
    text: expect.stringMatching(/^[0-9a-f]{12} \(2 schemas, 3 migrations\)$/),
    schemas: { public: 2, t1: 1 },
  });
  expect(head?.parse(output({ public: ["tenants.0001", "auth.0001"], t1: ["notes.0001"] }))).toEqual(before);
  const after = head?.parse(output({ public: ["tenants.0001", "auth.0001"], t1: ["notes.0002"] }));
  expect(after?.text).not.toBe(before?.text);
});

test("the head of a database without migrations is none", () => {
  expect(head?.parse(output({ public: [] }))).toEqual({ text: "none", schemas: { public: 0 } });
});

test.each(["", "something else\n", `${RESULT_MARKER}not JSON\n`, `${RESULT_MARKER}{"public": 3}\n`])(
  "%j is refused",
  (stdout) => {
    expect(() => head?.parse(stdout)).toThrow();
  },
);
