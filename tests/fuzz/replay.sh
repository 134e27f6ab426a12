#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# replay.sh SOURCE BUILD: builds the fuzz targets with AddressSanitizer and UndefinedBehaviourSanitizer in BUILD and runs the
# stored inputs through them. CTest's fuzz_replay_test.
set -euo pipefail
source=$1 build=$2

cmake -S "$source" --preset fuzz-replay -B "$build" >/dev/null
cmake --build "$build" --parallel --target fuzz_targets

export ASAN_OPTIONS=detect_leaks=1:max_allocation_size_mb=2048 UBSAN_OPTIONS=print_stacktrace=1
corpus=$source/tests/fuzz/corpus
"$build/fuzz/fuzz_onnx_reader" "$corpus/onnx" "$source/resources/models/digits_classifier.onnx"
"$build/fuzz/fuzz_importer" "$corpus/onnx" "$source/resources/models/digits_classifier.onnx"
mkdir -p "$build/plans"
"$build/fuzz/fuzz_seed_plans" "$build/plans" "$source"/tests/golden/*/*.net "$corpus"/text_form/*.net
"$build/fuzz/fuzz_plan_reader" "$build/plans" "$corpus/plan_reader"
"$build/fuzz/fuzz_text_form" "$corpus/text_form" "$source/tests/golden"
