#!/bin/sh
# Installs a lock file by hash into .venv, and Samsyn itself from this folder.
# pip and nothing faster: it follows the mirror, proxy and certificates that the machine has.
set -u
lock=$1
export PIP_DISABLE_PIP_VERSION_CHECK=1

echo "Installerar enligt $lock; det tar en stund första gången."
if ! { .venv/bin/python -m pip install -qq --require-hashes -r "$lock" &&
       .venv/bin/python -m pip install -qq --no-deps --no-build-isolation --no-index -e .; }; then
    echo "Installationen avbröts av felet ovanför. Kontrollera nätverk och diskutrymme och kör igen." >&2
    exit 1
fi
