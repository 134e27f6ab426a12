#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds Planscope and opens it on a model.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: ./run.sh [MODEL.onnx | MODEL.plan] [--build-only]

Installs the packages that are missing (apt-get, with sudo when you are not root), builds build/release and
opens Planscope on MODEL (default: resources/models/digits_classifier.onnx).
Without a display it does the same job offscreen and writes out/report.html, out/trace.json and out/window.png.

  --build-only   stop after building
  --help         show this text
TEXT
}

model=
build_only=no
for argument in "$@"; do
    case "$argument" in
    --help | -h)
        usage
        exit 0
        ;;
    --build-only) build_only=yes ;;
    -*)
        echo "run.sh: unknown option '$argument' (see ./run.sh --help)" >&2
        exit 2
        ;;
    *)
        if [ -n "$model" ]; then
            echo "run.sh: one model at a time, got '$model' and '$argument'" >&2
            exit 2
        fi
        model=$argument
        ;;
    esac
done
if [ -n "$model" ]; then
    if [ ! -f "$model" ]; then
        echo "run.sh: there is no file '$model'" >&2
        exit 2
    fi
    model=$(realpath -- "$model")
fi

cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=cmake/setup.sh
source cmake/setup.sh

install_packages "${PLANSCOPE_PACKAGES_BUILD[@]}"
configure release
build release planscope planexec
if [ "$build_only" = yes ]; then
    say "Built build/release/bin/planscope and build/release/bin/planexec."
    exit 0
fi

model=${model:-resources/models/digits_classifier.onnx}
if [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]; then
    exec build/release/bin/planscope "$model"
fi

say "There is no display: building and profiling $model offscreen, results go to $PWD/out."
mkdir -p out
QT_QPA_PLATFORM=offscreen exec build/release/bin/planscope --offscreen-report out "$model"
