#!/bin/sh
# Writes the lock files: exact versions and hashes for every platform, no addresses.
# Needs uv. Look through the difference before it is committed.
set -eu
cd "$(dirname "$0")/.."

compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --upgrade \
        --exclude-newer "$(date -u -d '7 days ago' +%Y-%m-%dT00:00:00Z)" "$@"
}

compile --group build --extra postgres pyproject.toml -o requirements.lock
compile --group build --group dev --extra postgres -c requirements.lock pyproject.toml \
    -o requirements-dev.lock
