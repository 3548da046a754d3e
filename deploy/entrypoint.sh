#!/bin/sh
# What the container runs: `campaign` with the words it was given. Docker hands a password over in a file, PostgreSQL's
# library wants it in PGPASSWORD (https://www.postgresql.org/docs/current/libpq-envars.html).
set -eu
if [ -n "${PGPASSWORD_FILE-}" ]; then
  PGPASSWORD=$(cat "$PGPASSWORD_FILE")
  export PGPASSWORD
fi
exec campaign "$@"
