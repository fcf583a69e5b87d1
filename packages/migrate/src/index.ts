// Applies database migrations with the project's own tool, on the target or in a one-off container of the new image.
export { alembic } from "./alembic.ts";
export { commandInContainer, commandOnTarget } from "./command.ts";
export { containerName } from "./container.ts";
export { djangoTenants } from "./django-tenants.ts";
export { MigrateError, type MigrateReason } from "./error.ts";
export type { Argv, Head, Migrator, Step, Tool } from "./migrator.ts";
export { splitPlainCommand } from "./plain-command.ts";
export { type Migration, type MigrationResult, runMigration } from "./run-migration.ts";
export type { InContainer, OnTarget, StepLocation } from "./step-command.ts";
