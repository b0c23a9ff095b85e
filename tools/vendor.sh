#!/bin/sh
# Makes static/vendor/ again from the packages that VENDOR.toml names, each checked against its integrity.
# Needs npm, node, openssl. Neither the build nor the tests need it.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
vendor=$root/static/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

value_of() { # KEY, in the entry on standard input
    sed -n "s/^$1 = \"\(.*\)\"\$/\1/p"
}

vendor_one() { # ENTRY, one [[file]] of VENDOR.toml
    name=$(printf '%s\n' "$1" | value_of name)
    version=$(printf '%s\n' "$1" | value_of version)
    wanted=$(printf '%s\n' "$1" | value_of integrity)
    source=$(printf '%s\n' "$1" | value_of source)
    target=$vendor/$(printf '%s\n' "$1" | value_of path)

    tarball=$(cd "$work" && npm pack --silent "$name@$version")
    found=sha512-$(openssl dgst -sha512 -binary "$work/$tarball" | base64 | tr -d '\n')
    if [ "$found" != "$wanted" ]; then
        echo "$name $version: its tarball is not the one we chose ($found)" >&2
        exit 1
    fi

    mkdir "$work/$tarball.d"
    tar -xzf "$work/$tarball" -C "$work/$tarball.d" "package/$source"
    if [ -d "$work/$tarball.d/package/$source" ]; then
        node "$root/tools/sprite.mjs" "$work/$tarball.d/package/$source" > "$target"
    else
        cp "$work/$tarball.d/package/$source" "$target"
    fi
    printf '%s\tsha384 %s\n' "${target#"$root"/}" "$(openssl dgst -sha384 -binary "$target" | base64 | tr -d '\n')"
}

count=$(grep -c '^\[\[file\]\]' "$vendor/VENDOR.toml")
at=1
while [ "$at" -le "$count" ]; do
    vendor_one "$(awk -v at="$at" '/^\[\[file\]\]/ { n++ } n == at' "$vendor/VENDOR.toml")"
    at=$((at + 1))
done
