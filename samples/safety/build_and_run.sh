#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds a safe plan and runs it. Arguments: planexec, the sample, the model, the plan to write, fp16 or int8.
set -e
flags="--fp16"
[ "$5" = fp16 ] || flags="--fp16 --$5"
"$1" build "$3" --capability safety --target drive-orin $flags -o "$4" --quiet
"$2" "$4"
