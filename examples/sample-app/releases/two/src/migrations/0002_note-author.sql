-- Up Migration
-- Expand only: release one does not know the column, and its inserts and selects keep working.
alter table notes add column author text not null default 'anonymous';

-- Down Migration
alter table notes drop column author;
