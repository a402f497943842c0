#!/usr/bin/env bash
# Starts a PostgreSQL and a Redis of one's own in a folder, on free ports of this machine, for tests and measurements:
#   eval "$(deploy/services.sh start FOLDER)"    sets DATABASE_URL and REDIS_URL
#   deploy/services.sh stop FOLDER
# Started again in the same folder, they serve what was there.
set -euo pipefail
act=$1 folder=$2
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
# PostgreSQL refuses to run as root; Debian's package brings the user postgres.
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

case $act in
start)
	mkdir -p "$folder/pg" "$folder/redis"
	chmod 711 "$folder"
	[ "$(id -u)" != 0 ] || chown postgres "$folder/pg"
	pg_port=$(free_port) redis_port=$(free_port)
	[ -d "$folder/pg/data" ] || as "$bin/initdb" -D "$folder/pg/data" -U counterpart -A trust --no-sync -E UTF8 >/dev/null
	as "$bin/pg_ctl" -D "$folder/pg/data" -w -l "$folder/pg/log" \
		-o "-p $pg_port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c shared_buffers=512MB -c max_connections=60" start >/dev/null
	psql -h 127.0.0.1 -p "$pg_port" -U counterpart -lqt postgres | grep -q '^ *counterpart *|' ||
		as "$bin/createdb" -h 127.0.0.1 -p "$pg_port" -U counterpart counterpart
	redis-server --port "$redis_port" --bind 127.0.0.1 --save '' --appendonly no --dir "$folder/redis" --daemonize yes \
		--pidfile "$folder/redis/pid" >/dev/null
	echo "export DATABASE_URL=postgres://counterpart@127.0.0.1:$pg_port/counterpart REDIS_URL=redis://127.0.0.1:$redis_port/0"
	;;
stop)
	as "$bin/pg_ctl" -D "$folder/pg/data" -m fast stop >/dev/null || true
	[ ! -f "$folder/redis/pid" ] || kill "$(cat "$folder/redis/pid")" || true
	;;
*)
	echo "usage: deploy/services.sh start|stop FOLDER" >&2
	exit 2
	;;
esac
