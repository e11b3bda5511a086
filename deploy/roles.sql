-- Run once in each cluster by a superuser; safe to run again. Passwords are set apart (\password app_rw).
--   app_owner    migrates, seeds, loads programmes; owns tables and functions; passes row-level security
--   app_rw       web and workers: owns nothing, never passes row-level security
--   audit_owner  owns the schema `audit`; nobody logs in as it
do $$ begin
  if not exists (select from pg_roles where rolname = 'audit_owner') then create role audit_owner nologin; end if;
  if not exists (select from pg_roles where rolname = 'app_owner') then create role app_owner login; end if;
  if not exists (select from pg_roles where rolname = 'app_rw') then create role app_rw login; end if;
end $$;
alter role audit_owner nologin nobypassrls nosuperuser nocreaterole nocreatedb;
alter role app_owner login bypassrls createdb nosuperuser nocreaterole;
alter role app_rw login nobypassrls nosuperuser nocreaterole nocreatedb;
grant audit_owner, app_rw to app_owner;          -- app_rw: to end the sessions of a test database
alter role app_owner set lock_timeout = '5s';
alter role app_rw set statement_timeout = '15s';
alter role app_rw set idle_in_transaction_session_timeout = '60s';
alter role app_rw set lock_timeout = '5s';

alter role app_rw set jit = off; -- policies make every plan look dear; compiling it costs more than it saves
