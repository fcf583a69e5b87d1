// Moves a database's schema with the project's own tool, on the target or in a one-off container of the new image.
export { alembic } from "./alembic.ts";
export { command, commandInContainer } from "./command.ts";
export { containerName } from "./container.ts";
export { djangoTenants } from "./django-tenants.ts";
export { MigrateError, type MigrateReason } from "./error.ts";
export type { Argv, Head, Migrator, Step, Tool } from "./migrator.ts";
export { parseWords } from "./plain-command.ts";
export { type Migrated, type Migration, runMigration } from "./run-migration.ts";
export type { InContainer, OnTarget, Place } from "./step-command.ts";
