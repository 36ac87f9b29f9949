#!/bin/sh
# Check the types of the scripts in hrq/views, which are written in comments (JSDoc). Nothing is built: the app takes the
# scripts as they are. TypeScript is fetched once, and again only when package-lock.json changes.
cd "${0%/*}/.." || exit 1
if ! command -v npx >/dev/null 2>&1; then
  echo "There is no Node here, so the types of the scripts in hrq/views are not checked."
  exit 0
fi
stamp=node_modules/.stamp
if ! cmp -s package-lock.json "$stamp"; then
  npm ci --silent --no-audit --no-fund --prefer-offline || exit 1
  cp package-lock.json "$stamp"
fi
exec npx --no-install tsc -p tsconfig.json
