#!/bin/sh
# Prints the path of a Chromium for the browser tests: $CHROMIUM, then one on the PATH, then
# Playwright's own (fetched on first use). Without any, says so and ends with 2.
set -u
if [ -n "${CHROMIUM:-}" ]; then
  [ -x "$CHROMIUM" ] && { echo "$CHROMIUM"; exit 0; }
  echo "expected CHROMIUM to name a program, got $CHROMIUM" >&2
  exit 2
fi
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" && exit 0
done
playwright_chromium() {
  node --input-type=module -e "
    import { createRequire } from 'node:module';
    import { existsSync } from 'node:fs';
    const { chromium } = createRequire('$PWD/webapp/package.json')('@playwright/test');
    const path = chromium.executablePath();
    if (!existsSync(path)) process.exit(1);
    console.log(path);" 2> /dev/null
}
playwright_chromium && exit 0
(cd webapp && npx playwright install chromium >&2) && playwright_chromium && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  { apt-get update -qq && apt-get install -y -qq chromium; } > /dev/null 2>&1 && command -v chromium && exit 0
fi
echo "expected a Chromium, found none; install one or set CHROMIUM to its path" >&2
exit 2
