#!/bin/bash
# Runs once, when the database is made: the role that the application connects as, which owns nothing, and the role that
# makes backups, which may copy the cluster.
set -euo pipefail

psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v password="$APP_PASSWORD" -v owner="$POSTGRES_USER" -v database="$POSTGRES_DB" \
    -v backup_password="$BACKUP_PASSWORD" <<'SQL'
CREATE ROLE exam_app LOGIN PASSWORD :'password';
CREATE ROLE exam_backup LOGIN REPLICATION PASSWORD :'backup_password';
GRANT CONNECT ON DATABASE :"database" TO exam_app, exam_backup;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO exam_app;
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO exam_app;
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO exam_app;
SQL

# "all" databases do not include replication.
hba=$(psql -At -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c 'SHOW hba_file')
echo 'host replication exam_backup all scram-sha-256' >>"$hba"
