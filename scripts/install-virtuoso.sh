#!/bin/sh
# Makes sure that a Virtuoso 7 is there for the tests of kg load: does nothing where it is. As root it installs Debian's package; else it
# unpacks the package, and the libraries that it lacks, into the folder given (.venv/virtuoso), where the tests find it.
set -eu
package=virtuoso-opensource-7-bin
folder=${1:-.venv/virtuoso}

command -v virtuoso-t >/dev/null 2>&1 && exit 0
test -x "$folder/usr/bin/virtuoso-t" && exit 0

by_hand="install Virtuoso 7 (Debian: $package) by hand; until then the tests that need it are skipped"
if ! command -v apt-get >/dev/null 2>&1; then
    echo "no apt-get here: $by_hand" >&2
    exit 0
fi
as_root=""
if test "$(id -u)" != 0; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        as_root="none"
    fi
fi
echo "installing Virtuoso 7 for the tests of kg load"
if test "$as_root" != none; then
    { $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null; } ||
        echo "the package could not be installed: $by_hand" >&2
    exit 0
fi
draft=$(mktemp -d)
trap 'rm -rf "$draft"' EXIT
needed=$(apt-cache depends "$package" 2>/dev/null | sed -n 's/^ *Depends: //p' | grep -v '^libc6$' || true)
if (cd "$draft" && apt-get download -q $package $needed >/dev/null 2>&1); then
    mkdir -p "$folder"
    for file in "$draft"/*.deb; do dpkg -x "$file" "$folder"; done
else
    echo "not root, and the package could not be fetched: $by_hand" >&2
fi
