#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the archives of the safety runtime need from outside: bytes, texts, mathematics and the processor's features. No heap, no
# input and output, no exceptions, no threads. Arguments: the archives.
[ $# -gt 1 ] || { echo "no archives given"; exit 1; }
allowed="memcpy memset memmove memcmp strlen strncmp __cpu_model _GLOBAL_OFFSET_TABLE_
exp log sin cos tan sinh cosh asin acos atan asinh acosh atanh erf tanh expm1 log1p pow floor fabs floorf ceilf rintf sqrtf"
defined=$(nm --defined-only "$@" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u)
needed=$(nm --undefined-only "$@" 2>/dev/null | awk 'NF == 2 { print $2 }' | sort -u)
count=0
wrong=""
for symbol in $needed; do
    count=$((count + 1))
    echo "$defined" | grep -qxF "$symbol" && continue
    echo "$allowed" | tr ' ' '\n' | grep -qxF "$symbol" || wrong="$wrong $symbol"
done
[ "$count" -gt 10 ] || { echo "only $count symbols were read: the archives are not what they should be"; exit 1; }
[ -z "$wrong" ] && exit 0
echo "symbols outside the list:$wrong"
exit 1
