#!/bin/sh
# Makes .venv with the newest Python that Samsyn is tested on. PYTHON=... picks another.
set -u

fits='import sys; sys.exit(sys.version_info < (3, 11))'
for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
    if "$candidate" -c "$fits" 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "${python:-}" ]; then
    found=$(python3 --version 2>/dev/null) || found="ingen"
    echo "Samsyn behöver Python 3.11 eller nyare (hittade: $found). Installera Python och kör igen." >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "$python saknar modulen venv. Installera den (på Debian och Ubuntu: python3-venv) och kör igen." >&2
    exit 1
fi
rm -rf .venv
if ! said=$("$python" -m venv .venv 2>&1); then
    rm -rf .venv
    echo "Den virtuella miljön .venv kunde inte skapas: $(echo "$said" | tail -n 1)" >&2
    exit 1
fi
