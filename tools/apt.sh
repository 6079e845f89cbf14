#!/usr/bin/env bash
# Installs Debian packages, as root or through sudo; says what to do where neither is allowed.
set -euo pipefail

if [ "$(id -u)" = 0 ]; then
  as_root=()
elif sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  echo "Install it yourself: sudo apt-get install $*" >&2
  exit 1
fi
"${as_root[@]}" apt-get update --quiet=2
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install --quiet=2 --yes --no-install-recommends "$@" >/dev/null
