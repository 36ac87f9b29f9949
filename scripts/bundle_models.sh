#!/bin/sh
# Train the bundled models again: eight runs on WordNet's mammals. Needs about four minutes on two cores.
#   sh scripts/bundle_models.sh [FOLDER]     (default: assets/models; a run that is there already is replaced)
# Prints each run's time; the same machine with the same number of threads gives the same codes.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
target=${1:-assets/models}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for dimension in 2 16; do
  if [ "$dimension" = 2 ]; then codes="--levels 3 --codewords 16"; else codes="--levels 4 --codewords 32"; fi
  for quantizer in rq hrq ghrq tangent; do
    name=mammals-${dimension}d-$quantizer
    begun=$(date +%s)
    # shellcheck disable=SC2086
    "$python" -m hrq train --hierarchy wordnet:mammal.n.01 --quantizer $quantizer --dimension $dimension $codes \
      --seed 0 --device cpu --out "$work/$name"
    mkdir -p "$target"
    rm -rf "${target:?}/$name"
    mv "$work/$name" "$target/$name"
    rm -f "$target/$name/progress.jsonl"
    echo "$name: $(($(date +%s) - begun)) s"
  done
done
"$python" -m hrq doctor --seal
