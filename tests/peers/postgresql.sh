#!/bin/sh
# A central PostgreSQL doing what one transfer writes, on the machine that runs `cargo load`: the title's
# row is replaced and a fact of 300 bytes is appended, in one transaction that is on disk when it is
# answered. It checks no signature, proves nothing and has one operator, who can change what it says;
# what it records a second is what all that costs.
#
#   tests/peers/postgresql.sh [TITLES [CLIENTS [SECONDS]]]     10000, 16, 20
#
# Needs PostgreSQL's programs (PGBIN names their folder where PATH does not). Runs a server of its own in a
# temporary folder, reached through a socket in it, and leaves nothing behind.
set -eu

titles=${1:-10000}
clients=${2:-16}
seconds=${3:-20}
[ -z "${PGBIN:-}" ] || PATH=$PGBIN:$PATH
for program in initdb pg_ctl psql pgbench; do
    command -v "$program" > /dev/null || {
        echo "Error: $program is not there" >&2
        echo "Hint: install PostgreSQL, or set PGBIN to the folder of its programs" >&2
        exit 1
    }
done

folder=$(mktemp -d)
owner=
[ "$(id -u)" != 0 ] || owner=nobody # The server refuses to run as root.
as_owner() {
    if [ -n "$owner" ]; then su -s /bin/sh "$owner" -c "PATH='$PATH'; $*"; else sh -c "$*"; fi
}
[ -z "$owner" ] || chown "$owner" "$folder"
trap 'as_owner "pg_ctl -D $folder/data -m immediate stop" > /dev/null 2>&1 || true; rm -rf "$folder"' EXIT

as_owner "initdb -D $folder/data -U ebl --auth=trust" > "$folder/log"
as_owner "pg_ctl -D $folder/data -l $folder/server -w \
    -o \"-c listen_addresses= -c unix_socket_directories=$folder -c shared_buffers=512MB -c max_connections=$((clients + 10))\" start" >> "$folder/log"

psql -q -h "$folder" -U ebl postgres << SQL
CREATE TABLE titles (id int PRIMARY KEY, controller bytea, head bytea, sequence int, terms bytea);
CREATE TABLE facts (title int, sequence int, record bytea, PRIMARY KEY (title, sequence));
INSERT INTO titles SELECT n, sha256(n::text::bytea), sha256(n::text::bytea), 0, decode(repeat('ab', 250), 'hex')
FROM generate_series(1, $titles) n;
VACUUM ANALYZE titles;
SQL
cat > "$folder/transfer.sql" << 'SQL'
\set title random(1, :titles)
BEGIN;
UPDATE titles SET controller = head, head = sha256(head), sequence = sequence + 1 WHERE id = :title;
INSERT INTO facts SELECT id, sequence, head || decode(repeat('cd', 268), 'hex') FROM titles WHERE id = :title;
COMMIT;
SQL
echo "PostgreSQL $(psql -h "$folder" -U ebl -At -c 'SHOW server_version' postgres), $titles titles, $clients clients"
pgbench -h "$folder" -U ebl -n -M prepared -D "titles=$titles" -c "$clients" -j 2 -T "$seconds" \
    -f "$folder/transfer.sql" postgres > "$folder/told" 2>> "$folder/log" || {
    tail -n 5 "$folder/log" >&2
    echo "Error: the load did not run to its end; PostgreSQL's last words stand above" >&2
    exit 1
}
grep -E '^(number of transactions|latency|tps)' "$folder/told"
