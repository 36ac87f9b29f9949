#!/bin/sh
# Compute the layouts that ship with the bundled noun runs, and the numbers of their badges; then record the hashes.
# docs/layouts.md says what it took.
set -eu
PYTHON=${PYTHON:-.venv/bin/python}
export OMP_NUM_THREADS=1
place() { "$PYTHON" -m hrq models --json | "$PYTHON" -c "import json, sys; print('assets/aside/' + next(one['hash'] for one in json.load(sys.stdin) if one['name'] == '$1'))"; }
bundle() {
  run=$1
  shift
  # shellcheck disable=SC2046
  "$PYTHON" -m hrq layout "$run" --seed 0 --to "$(place "$run")" $(printf -- '--method %s ' "$@")
}
bundle nouns-16d-ghrq all
for run in nouns-16d-rq nouns-16d-hrq nouns-16d-tangent; do bundle "$run" tangent_pca true_tree code_tree; done
bundle nouns-2d-ghrq native true_tree code_tree
"$PYTHON" -m hrq doctor --seal
