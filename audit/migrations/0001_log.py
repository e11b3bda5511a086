"""Schema `audit`: what was changed and who looked. The runtime role may add to it through functions, and nothing else."""

from django.db import migrations

SQL = """
create schema audit authorization audit_owner;
grant usage on schema app to audit_owner;
grant execute on function app.muni, app.has_role, app.ids, app.flag to audit_owner;
set local role audit_owner;
grant usage on schema audit to app_rw, app_owner;

create table audit.change (
  id bigint generated always as identity primary key, at timestamptz not null default clock_timestamp(), municipality_id bigint,
  noun text not null, op text not null, row_id text not null, actor text, request_id text, purpose text,
  txid xid8 not null default pg_current_xact_id(), columns text[] not null, old jsonb, new jsonb);
create table audit.access (
  id bigint generated always as identity primary key, at timestamptz not null default clock_timestamp(), municipality_id bigint not null,
  child_id bigint not null, actor bigint not null, roles text[] not null, action text not null, purpose text not null, request_id text);
create table audit.denied (
  id bigint generated always as identity primary key, at timestamptz not null default clock_timestamp(), municipality_id bigint,
  actor bigint, page text, status int, request_id text);
create index on audit.access (municipality_id, child_id, at);
create index on audit.access (municipality_id, at);
create index on audit.change (municipality_id, noun, row_id);

create function audit.log_change() returns trigger language plpgsql security definer set search_path = pg_catalog, audit, pg_temp as $$
declare o jsonb; n jsonb; hide text[] := coalesce(tg_argv, '{}'); whole jsonb;
begin
  if tg_op <> 'INSERT' then o := to_jsonb(old) - hide; end if;
  if tg_op <> 'DELETE' then n := to_jsonb(new) - hide; end if;
  whole := coalesce(n, o);
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(k, v) into o from jsonb_each(o) e(k, v) where n -> k is distinct from v;
    if o is null and to_jsonb(old) = to_jsonb(new) then return null; end if;
    select jsonb_object_agg(k, v) into n from jsonb_each(n) e(k, v) where o ? k;
  end if;
  insert into change (municipality_id, noun, op, row_id, actor, request_id, purpose, columns, old, new)
  values ((whole ->> 'municipality_id')::bigint, tg_table_name, left(tg_op, 1), whole ->> 'id', current_setting('app.user_id', true),
          current_setting('app.request_id', true), current_setting('app.purpose', true),
          coalesce(array(select jsonb_object_keys(coalesce(n, o))), '{}'), o, n);
  return null;
end $$;

create function audit.log_access(ids bigint[], action text, purpose text) returns void
language plpgsql security definer set search_path = pg_catalog, audit, pg_temp as $$
begin
  insert into access (municipality_id, child_id, actor, roles, action, purpose, request_id)
  select app.muni(), x, current_setting('app.user_id')::bigint, coalesce(nullif(current_setting('app.roles', true), ''), '{}')::text[],
         $2, $3, current_setting('app.request_id', true) from unnest(ids) x;
end $$;

create function audit.log_denied(actor bigint, municipality bigint, page text, status int, request text) returns void
language sql security definer set search_path = pg_catalog, audit, pg_temp as $$
  insert into denied (municipality_id, actor, page, status, request_id) values ($2, $1, $3, $4, $5) $$;

revoke execute on all functions in schema audit from public;
grant execute on function audit.log_access, audit.log_denied to app_rw, app_owner;
grant execute on function audit.log_change to app_owner, app_rw;
grant select on audit.access, audit.denied to app_rw;
grant select (id, at, municipality_id, noun, op, row_id, actor, request_id, purpose, columns) on audit.change to app_rw;
alter table audit.change enable row level security;
alter table audit.access enable row level security;
alter table audit.denied enable row level security;
create policy dpo on audit.change for select to app_rw using (municipality_id = (select app.muni()) and (select app.has_role('dpo')));
create policy dpo on audit.denied for select to app_rw using (municipality_id = (select app.muni()) and (select app.has_role('dpo')));
create policy dpo on audit.access for select to app_rw using (municipality_id = (select app.muni()) and (select app.has_role('dpo')));
reset role;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("core", "0001_ground")]
    operations = [migrations.RunSQL(SQL, "drop schema audit cascade")]
