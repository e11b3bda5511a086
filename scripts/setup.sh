#!/bin/sh
# Builds what `make demo` needs (.venv, Pango, gettext); with `dev` also what `make test` and `make check` need.
# Says nothing and does nothing when all is in place.
set -eu
cd "$(dirname "$0")/.."
locks="requirements.txt"
[ "${1:-}" = dev ] && locks="requirements.txt requirements-dev.txt"

say() { echo "Samspil: $*"; }

stop() { echo "Samspil: $*" >&2; exit 1; }

install_packages() { # Debian and Ubuntu, as root; nothing elsewhere
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
    say "installing $*"
    [ -n "${updated:-}" ] || apt-get update -qq || true
    updated=1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

find_python() {
    for name in "${PYTHON:-}" python3.11 python3.12 python3.13 python3 python; do
        [ -n "$name" ] && command -v "$name" >/dev/null || continue
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$name"; return; }
    done
    return 1
}

make_venv() {
    [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1 && return
    python=$(find_python) || stop "Python 3.11 or newer is missing: install it, or name it: PYTHON=/path/to/python3 make demo"
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 || {
        install_packages python3-venv || stop "Python's venv is missing: sudo apt-get install python3-venv"
        "$python" -m venv .venv
    }
}

install_locked() {
    stamp=.venv/.installed-$(echo "$locks" | wc -w | tr -d ' ')
    now=$(cat $locks | cksum)
    [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && return
    say "installing Python packages (a few minutes the first time)"
    set --
    for lock in $locks; do set -- "$@" -r "$lock"; done
    .venv/bin/python -m pip install --require-hashes --no-input --disable-pip-version-check "$@"
    echo "$now" >"$stamp"
}

need_pango() {
    .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1 && return
    install_packages libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 || true
    .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1 && return
    stop "Pango is missing (PDFs need it): sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0, or: brew install pango"
}

need_program() { # name, Debian package, Homebrew package
    command -v "$1" >/dev/null && return
    install_packages "$2" || true
    command -v "$1" >/dev/null || stop "$1 is missing: sudo apt-get install $2, or: brew install $3"
}

need_chromium() {
    .venv/bin/python scripts/find_chromium.py >/dev/null && return
    install_packages chromium || install_packages chromium-browser || true
    .venv/bin/python scripts/find_chromium.py >/dev/null && return
    stop "Chromium is missing (browser tests need it): install it, set CHROMIUM to its path, or: .venv/bin/playwright install chromium"
}

make_venv
install_locked
checked=.venv/.checked-$(echo "$locks" | wc -w | tr -d ' ')
[ "$checked" -nt requirements.txt ] && [ "$checked" -nt scripts/setup.sh ] && exit 0
need_pango
need_program msgfmt gettext gettext
if [ "${1:-}" = dev ]; then
    need_program xgettext gettext gettext
    need_program pdftoppm poppler-utils poppler
    need_chromium
fi
touch "$checked"
