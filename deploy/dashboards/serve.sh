#!/usr/bin/env bash
# Superset on http://127.0.0.1:8088 (admin / admin) with the dashboard of this folder. All it keeps is in SUPERSET_HOME.
#   serve.sh           on marts.duckdb of the current release below JOBMARTS_HOME
#   JOBMARTS_MARTS_PG_URL=postgresql://… serve.sh    on the PostgreSQL that gets the marts
#   serve.sh --prepare installs and imports only
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
export SUPERSET_HOME="${SUPERSET_HOME:-$root/build/superset}" SUPERSET_CONFIG_PATH="$here/superset_config.py"
export FLASK_APP="superset.app:create_app()"
bin="${SUPERSET_BIN:-$SUPERSET_HOME/venv/bin}"
mkdir -p "$SUPERSET_HOME"
if [ ! -x "$bin/superset" ]; then
  "${PYTHON:-python3}" -m venv "$SUPERSET_HOME/venv"
  "$bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
fi
if [ -n "${JOBMARTS_MARTS_PG_URL:-}" ]; then
  separator="?"; case "$JOBMARTS_MARTS_PG_URL" in *\?*) separator="&" ;; esac
  address="postgresql://${JOBMARTS_MARTS_PG_URL#*://}${separator}options=-csearch_path%3Djobmarts"
else
  marts="$(cd "${JOBMARTS_HOME:-$root/data}/current" && pwd -L)/marts.duckdb"
  address="duckdb:///$marts?access_mode=read_only"
fi
rm -rf "$SUPERSET_HOME/import"
cp -r "$here/market" "$SUPERSET_HOME/import"
ADDRESS="$address" "$bin/python" - "$SUPERSET_HOME/import/databases/jobmarts.yaml" <<'PYTHON'
import os, pathlib, sys
path = pathlib.Path(sys.argv[1])
path.write_text(path.read_text().replace("duckdb:///MARTS", os.environ["ADDRESS"]))
path.chmod(0o600)
PYTHON
"$bin/superset" db upgrade
"$bin/superset" fab create-admin --username admin --firstname Local --lastname Admin --email admin@example.org --password admin
"$bin/superset" init
"$bin/superset" import-directory --overwrite "$SUPERSET_HOME/import"
[ "${1:-}" = "--prepare" ] || exec "$bin/superset" run --host 127.0.0.1 --port "${PORT:-8088}"
