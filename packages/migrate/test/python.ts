// The Python for migrate's engine tests, with Alembic, django-tenants and psycopg.
import { fileURLToPath } from "node:url";
import { pythonWith } from "../../../test/engine/python.ts";

export type { Python } from "../../../test/engine/python.ts";

const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));

export const pythonWithPackages = () => pythonWith(requirements, "Alembic, django-tenants and psycopg");
