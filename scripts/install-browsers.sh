#!/bin/sh
# Installs what the browser tests run in, where it is missing: a Chromium, which they need, and
# Firefox, WebKit and a display, without which their own tests are skipped. Only `make test` runs it;
# every other command says what is missing and installs nothing.
set -u
cd "$(dirname "$0")/.." || exit 2

missing() {
  node webapp/scripts/find-chromium.js > /dev/null 2>&1 || printf 'chromium '
  command -v firefox > /dev/null || command -v firefox-esr > /dev/null || printf 'firefox-esr '
  command -v WebKitWebDriver > /dev/null || printf 'webkit2gtk-driver '
  command -v Xvfb > /dev/null || printf 'xvfb '
}

packages=$(missing)
if [ -n "$packages" ] && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  log=$(mktemp)
  # Each by itself: one that this system does not have must not keep the others away.
  apt-get update -qq > "$log" 2>&1
  for package in $packages; do
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >> "$log" 2>&1 ||
      { echo "apt-get could not install $package:" >&2; tail -n 3 "$log" >&2; }
  done
  rm -f "$log"
  packages=$(missing)
fi
case "$packages" in
  *chromium*) (cd webapp && npx playwright install chromium >&2) ;;
esac
for package in $(missing); do
  [ "$package" = chromium ] || echo "$package is not installed: the tests that need it are skipped" >&2
done
node webapp/scripts/find-chromium.js > /dev/null
