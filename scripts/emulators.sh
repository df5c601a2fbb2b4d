#!/usr/bin/env bash
# Hosting, Auth and Functions as Firebase's own emulators run them, with a storage in memory:
#
#     scripts/emulators.sh             http://127.0.0.1:5000, until Ctrl-C
#     scripts/emulators.sh COMMAND     runs the command against them, and ends with its code
#
# Needs firebase-tools (npm install -g firebase-tools@15.34.2, or FIREBASE=its path) and what make
# test sets up; no login and no network. Nothing that is contributed outlives it, and what is set up
# for a deployment (functions/venv, functions/.env) is neither used nor changed: the emulators run a
# copy of functions/.
set -euo pipefail
cd "$(dirname "$0")/.."
FIREBASE=${FIREBASE:-$(command -v firebase || true)}
PYTHON=${PYTHON:-$PWD/.venv/bin/python}
STORAGE_PORT=${STORAGE_PORT:-9199}
refuse() { echo "emulators.sh: $1" >&2; exit 2; }
[ -n "$FIREBASE" ] || refuse "expected firebase-tools, found none; npm install -g firebase-tools@15.34.2, or run python functions/development/serve.py, which needs none"
[ -x "$PYTHON" ] || refuse "expected $PYTHON, found none; make test sets it up"
[ -f webapp/dist/index.html ] || refuse "expected a built page, found none; npm --prefix webapp run build"

COPY=$(mktemp -d)
cp ./*.rules "$COPY"
# A deployment takes the function's own region, the emulator us-central1.
REGION=$(sed -n 's/^REGION = "\(.*\)"/\1/p' functions/main.py)
sed "s/\"functionId\": \"[a-z]*\"/&, \"region\": \"$REGION\"/" firebase.json > "$COPY/firebase.json"
mkdir "$COPY/functions"
cp -R functions/main.py functions/requirements.txt functions/intake "$COPY/functions"
ln -s "$(dirname "$(dirname "$PYTHON")")" "$COPY/functions/venv"
ln -s "$PWD/webapp" "$COPY/webapp"
printf 'MIEN_PASS_SECRET=%s\n' "$(od -An -tx1 -N32 /dev/urandom | tr -d ' \n')" > "$COPY/functions/.secret.local"
# On a busy machine Python takes longer to load the functions than the 10 s that firebase-tools gives it.
export FUNCTIONS_DISCOVERY_TIMEOUT=${FUNCTIONS_DISCOVERY_TIMEOUT:-60}
export STORAGE_EMULATOR_HOST="http://127.0.0.1:$STORAGE_PORT" MIEN_BUCKET=mien-local

# Each in a process group of its own: the emulator leaves its Python processes behind.
set -m
"$PYTHON" functions/development/storage.py --port "$STORAGE_PORT" &
STORAGE=$!
COMMON=(--only "hosting,auth,functions" --project demo-mien --config "$COPY/firebase.json")
if [ $# -gt 0 ]; then
  "$FIREBASE" emulators:exec "${COMMON[@]}" "cd '$PWD' && $*" < /dev/null &
else
  "$FIREBASE" emulators:start "${COMMON[@]}" < /dev/null &
fi
EMULATORS=$!
trap 'kill -INT $EMULATORS 2> /dev/null || true' INT TERM
trap 'kill -- -$EMULATORS -$STORAGE 2> /dev/null || true; rm -rf "$COPY"' EXIT
CODE=0
wait $EMULATORS || CODE=$?
# A signal ends the first wait; the emulators then take a moment to stop.
while kill -0 $EMULATORS 2> /dev/null; do wait $EMULATORS || CODE=$?; done
exit $CODE
