#!/bin/sh
# Runs once, in an empty database server: the roles of lens_app/stack/roles.py, with passwords from the environment.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres \
    --set=owner="$OWNER_PASSWORD" --set=app="$APP_PASSWORD" --set=backup="$BACKUP_PASSWORD" <<'SQL'
CREATE ROLE lensboard_owner WITH LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOINHERIT BYPASSRLS PASSWORD :'owner';
CREATE ROLE lensboard_app WITH LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOINHERIT NOBYPASSRLS NOCREATEDB PASSWORD :'app';
CREATE ROLE lensboard_backup WITH LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION INHERIT BYPASSRLS NOCREATEDB PASSWORD :'backup';
ALTER ROLE lensboard_owner NOCREATEDB;
GRANT pg_read_all_data TO lensboard_backup;
CREATE DATABASE lensboard OWNER lensboard_owner;
-- PostgreSQL lets every role into every database; do the same for each other database of this server.
REVOKE ALL ON DATABASE lensboard, postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE lensboard TO lensboard_app, lensboard_backup;
SQL
