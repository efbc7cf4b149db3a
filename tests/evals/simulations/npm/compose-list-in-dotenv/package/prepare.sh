# SPDX-License-Identifier: Apache-2.0
# Names the project's first service in the piece, and the piece in the list of files that compose merges.
set -e
cd "$INIT_CWD"
[ -f compose.yaml ] || exit 0
piece=node_modules/sim-compose-list-in-dotenv/share/health.yaml
service=$(sed -n '/^services:/,$ { s/^  \([a-z0-9_-]*\):.*/\1/p }' compose.yaml | head -n 1)
[ -n "$service" ] || exit 0
sed "s/@service@/$service/" "${piece%.yaml}.in" > "$piece"
[ -f .env ] || echo > .env
grep -q '^COMPOSE_FILE=' .env || sed -i -e "\$ a COMPOSE_FILE=compose.yaml:$piece" .env
