#!/usr/bin/env bash
# Makes sure that the tests find a Chromium: on PATH, else playwright's own, else Debian's.
set -euo pipefail
cd "$(dirname "$0")/.."

found() {
  .venv/bin/python -m tests.browser 2>/dev/null
}

if found; then exit; fi
echo "No Chromium on PATH; installing playwright's" >&2
may_install=$([ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null && echo --with-deps || true)
.venv/bin/playwright install $may_install chromium >/dev/null 2>&1 || true
if found; then exit; fi
echo "It does not start; installing Debian's" >&2
tools/apt.sh chromium || true
if found; then exit; fi
echo "There is no Chromium, and none could be installed: install one and put it on PATH, or name it in CHROMIUM." >&2
exit 1
