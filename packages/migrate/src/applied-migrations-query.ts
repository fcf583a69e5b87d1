// Reads the applied migrations of each schema, for which django-tenants has no command. `showmigrations` is unreliable: for a tenant without
// its own table it silently prints those of the public schema. So each schema's own table is read by name.

/** Marks the result line, because a project may print other output while it loads. */
export const RESULT_MARKER = "applied migrations by schema: ";

/** Python for `manage.py shell --command`. Prints one line: the marker and JSON, schema to sorted "app.name". Read-only. */
export const APPLIED_MIGRATIONS_QUERY = `
import json
from django.db import connections
from django_tenants.utils import get_public_schema_name, get_tenant_database_alias, get_tenant_model

connection = connections[get_tenant_database_alias()]
quote = connection.ops.quote_name
public = get_public_schema_name()

with connection.cursor() as cursor:
    def rows(schema, table, columns):
        where = quote(schema) + "." + quote(table)
        cursor.execute("select to_regclass(%s)", [where])
        if cursor.fetchone()[0] is None:
            return []
        cursor.execute("select " + columns + " from " + where + " order by " + columns)
        return cursor.fetchall()

    tenants = [row[0] for row in rows(public, get_tenant_model()._meta.db_table, "schema_name")]
    applied = {
        schema: [app + "." + name for app, name in rows(schema, "django_migrations", "app, name")]
        for schema in {public, *tenants}
    }

print("${RESULT_MARKER}" + json.dumps(applied, sort_keys=True))
`;
