#!/bin/sh
# Makes sure that a Chromium and a Chinese font are there for the tests of graph.html. Does nothing where they are.
# A browser at another place is named by DUIKOU_CHROMIUM.
set -eu

has_browser() {
    test -n "${DUIKOU_CHROMIUM:-}" && return 0
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

has_font() {
    command -v fc-list >/dev/null 2>&1 && test -n "$(fc-list :lang=zh-cn family 2>/dev/null)"
}

has_browser && has_font && exit 0

by_hand="install Chromium and a Chinese font (Debian: chromium fontconfig fonts-noto-cjk) by hand, or name a browser in DUIKOU_CHROMIUM; until then the tests of graph.html fail"
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
echo "installing Chromium and a Chinese font for the tests of graph.html"
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk >/dev/null
