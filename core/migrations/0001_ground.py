"""Schema `app`: what PostgreSQL knows of the acting person, for one transaction."""

from django.db import migrations

SQL = """
create schema app;
revoke all on schema app from public;
grant usage on schema app to app_rw;
alter default privileges in schema public grant select, insert, update, delete on tables to app_rw;
alter default privileges in schema public grant usage on sequences to app_rw;
alter default privileges revoke execute on functions from public;
alter default privileges in schema app grant execute on functions to app_rw;
grant select on django_migrations to app_rw;
do $$ begin execute format('revoke temp on database %I from public', current_database()); end $$;

create function app.muni() returns bigint language plpgsql stable parallel safe as $$
declare v text := current_setting('app.municipality_id', true);
begin
  if v is null or v = '' then raise exception 'no tenant context' using errcode = '42501'; end if;
  return v::bigint;
end $$;
create function app.ids(name text) returns bigint[] language sql stable parallel safe as $$
  select coalesce(nullif(current_setting(name, true), ''), '{}')::bigint[] $$;
create function app.flag(name text) returns boolean language sql stable parallel safe as $$
  select coalesce(current_setting(name, true), '') = '1' $$;
create function app.staff_id() returns bigint language sql stable parallel safe as $$
  select nullif(current_setting('app.staff_id', true), '')::bigint from app.muni() $$;  -- muni() raises outside a municipality
create function app.has_role(role text) returns boolean language sql stable parallel safe as $$
  select app.muni() is not null and role = any(coalesce(nullif(current_setting('app.roles', true), ''), '{}')::text[]) $$;
create function app.role_ids(kind text, roles text[]) returns bigint[] language plpgsql stable parallel safe as $$
declare r text; found bigint[] := '{}'; v text;
begin
  foreach r in array roles loop
    v := current_setting('app.' || r || '_' || kind, true);
    if v is not null and v not in ('', '{}') then found := found || v::bigint[]; end if;
  end loop;
  return found;
end $$;
create function app.role_all(roles text[]) returns boolean language plpgsql stable parallel safe as $$
declare r text;
begin
  foreach r in array roles loop
    if current_setting('app.' || r || '_all', true) = '1' then return true; end if;
  end loop;
  return false;
end $$;
create function app.lead_as(roles text[]) returns bigint language sql stable parallel safe as $$
  select case when coalesce(nullif(current_setting('app.person_roles', true), ''), '{}')::text[] && roles
                or roles is null and coalesce(nullif(current_setting('app.person_roles', true), ''), '{}') <> '{}'
         then app.staff_id() end $$;
create function app.leave() returns void language plpgsql as $$
declare k text; r text;
begin
  foreach r in array coalesce(nullif(current_setting('app.roles', true), ''), '{}')::text[] || 'any'::text loop
    foreach k in array array['all', 'unit', 'pathway', 'child'] loop
      perform set_config('app.' || r || '_' || k, '', true);
    end loop;
  end loop;
  foreach k in array array['user_id', 'staff_id', 'municipality_id', 'request_id', 'purpose', 'roles', 'person_roles'] loop
    perform set_config('app.' || k, '', true);
  end loop;
end $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    run_before = [
        ("contenttypes", "0001_initial"),
        ("accounts", "0001_initial"),
        ("sessions", "0001_initial"),
        ("audit", "0001_log"),
    ]
    operations = [migrations.RunSQL(SQL, "drop schema app cascade")]
