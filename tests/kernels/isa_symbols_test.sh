#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Objects compiled for one instruction set must not define symbols that the linker shares with others (weak ones): the
# kept copy could be one that the machine cannot run. Arguments: the object files.
[ $# -gt 0 ] || { echo "no object files given"; exit 1; }
shared=$(nm --defined-only --print-file-name "$@" | grep -E ' [WVu] ')
[ -z "$shared" ] && exit 0
echo "shared symbols in objects of one instruction set:"
echo "$shared"
exit 1
