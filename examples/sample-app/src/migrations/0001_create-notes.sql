-- Up Migration
create table notes (
  id bigint generated always as identity primary key,
  text text not null check (text <> ''),
  created_at timestamptz not null default now()
);

-- Down Migration
drop table notes;
