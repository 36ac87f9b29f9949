#!/bin/sh
# Find a browser for the tests, or install one: Debian's chromium where there is apt and root, Playwright's own otherwise.
# Fails only with CI=true; elsewhere the browser tests skip and say why.
python=$1
if [ -n "$CHROMIUM" ] || command -v chromium >/dev/null 2>&1; then exit 0; fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing a browser for the tests (chromium) …"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >/dev/null 2>&1 && exit 0
fi
"$python" -c 'import os, sys; from playwright.sync_api import sync_playwright as start
with start() as p: sys.exit(not os.path.exists(p.chromium.executable_path))' 2>/dev/null && exit 0
echo "Installing a browser for the tests (Playwright's chromium) …"
"$python" -m playwright install chromium >/dev/null 2>&1 && exit 0
echo "No browser could be installed: the browser tests will skip. Set CHROMIUM to the path of one." >&2
[ "$CI" != true ]
