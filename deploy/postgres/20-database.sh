#!/bin/sh
# Runs once, after 10-roles.sql, when the postgres container makes its data folder.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -v owner="$SAMSPIL_OWNER_PASSWORD" -v rw="$SAMSPIL_RUNTIME_PASSWORD" <<'SQL'
alter role app_owner password :'owner';
alter role app_rw password :'rw';
create database samspil owner app_owner;
SQL
