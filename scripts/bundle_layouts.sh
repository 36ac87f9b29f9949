#!/bin/sh
# Compute the layouts that ship with the bundled noun runs, and the numbers of their badges; then record the hashes.
# docs/layouts.md says what it took.
set -eu
PYTHON=${PYTHON:-.venv/bin/python}
export OMP_NUM_THREADS=1
bundle() {
  run=$1
  shift
  "$PYTHON" -m hrq layout "$run" --seed 0 --to "assets/aside/$run" "$@"
}
bundle nouns-16d-ghrq --method all
# of the others the badges alone: to know it for every node takes a quarter of an hour a run
for run in nouns-16d-rq nouns-16d-hrq nouns-16d-tangent; do
  for method in tangent_pca true_tree code_tree; do bundle "$run" --method "$method" --numbers-only; done
done
bundle nouns-2d-ghrq --method native --method true_tree --method code_tree
"$PYTHON" -m hrq doctor --seal
