#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what the tests need, builds everything and runs CTest; arguments go to CTest, e.g. ./test.sh -R lint.
# Timing tests (label perf) want a quiet machine and only run when a label is chosen: ./test.sh -L perf -j1
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=cmake/setup.sh
source cmake/setup.sh

preset=${PLANSCOPE_PRESET:-release}
install_packages "${PLANSCOPE_PACKAGES_BUILD[@]}" "${PLANSCOPE_PACKAGES_TEST[@]}"
configure "$preset"
build "$preset"

labels=(-LE '^perf$')
for argument in "$@"; do
    case "$argument" in -L | -LE | -L=* | --label-*) labels=() ;; esac
done
exec ctest --test-dir "build/$preset" --output-on-failure -j2 "${labels[@]}" "$@"
