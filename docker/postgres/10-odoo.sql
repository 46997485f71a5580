-- First start of the server: Odoo's own role, which may make databases (to restore one) and no more.
\set password `cat /run/secrets/odoo_db_password`
CREATE ROLE odoo LOGIN CREATEDB PASSWORD :'password';
CREATE DATABASE dpo OWNER odoo;
\connect dpo
CREATE EXTENSION pg_trgm;
