#!/bin/sh
# Makes sure that a command which tests need is there: install-tool.sh COMMAND DEBIAN_PACKAGE. Does nothing where it is.
set -eu
command=$1
package=$2

command -v "$command" >/dev/null 2>&1 && exit 0

by_hand="install $command (Debian: $package) by hand; until then its tests are skipped"
if ! command -v apt-get >/dev/null 2>&1; then
    echo "no apt-get here: $by_hand" >&2
    exit 0
fi
as_root=""
if test "$(id -u)" != 0; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        echo "not root: $by_hand" >&2
        exit 0
    fi
fi
echo "installing $package for the tests"
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
