#!/usr/bin/env bash
# Writes requirements.txt and package-lock.json anew, from pyproject.toml and package.json, in a fresh environment.
# PyTorch's build for the CPU is taken where pip finds one: PIP_EXTRA_INDEX_URL may name PyTorch's own index.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder"
"$folder/bin/pip" install --quiet "torch==${TORCH:-2.13.0}" ".[test]"
{
  echo "# What the book is built and tested with; made by \`make lock\` from pyproject.toml."
  "$folder/bin/pip" freeze --exclude cnnlib | sed -E 's/\+cpu$//' | grep -viE '^(nvidia|cuda|triton)'
} > requirements.txt
"$folder/bin/npm" update --package-lock-only --silent
