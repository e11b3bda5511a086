#!/bin/sh
# Exact versions and hashes of every file of each, without the address of any index. ARGS=--upgrade takes newer ones.
set -eu
cd "$(dirname "$0")/.."
for name in requirements requirements-dev; do
    .venv/bin/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-annotate --no-header \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links "$@" -o "$name.txt" "$name.in"
done
