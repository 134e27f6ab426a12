#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds a safe plan and runs it. Arguments: planexec, the sample, the model, the plan to write, fp32, fp16 or int8.
set -e
flag=""
[ "$5" = fp32 ] || flag="--$5"
"$1" build "$3" --capability safety --target drive-orin $flag -o "$4" --quiet
"$2" "$4"
