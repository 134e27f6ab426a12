# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Steps that run.sh and test.sh share. Sourced from the repository root.

# shellcheck source=cmake/packages.sh
source cmake/packages.sh

say() { printf '%s\n' "$*"; }
complain() { printf '%s\n' "$*" >&2; }

# missing_packages ENTRY...: those of the "name|reason" entries whose package is not installed.
missing_packages() {
    local entry
    for entry in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Abbrev}' "${entry%%|*}" 2>/dev/null) == *ii* ]] || printf '%s\n' "$entry"
    done
}

apt_get() {
    local command=(env DEBIAN_FRONTEND=noninteractive apt-get -y --no-install-recommends -o Dpkg::Use-Pty=0 "$@")
    if [ "$(id -u)" -eq 0 ]; then
        "${command[@]}"
    elif command -v sudo >/dev/null; then
        sudo "${command[@]}"
    else
        complain "Installing packages needs root and there is no sudo: run 'apt-get $*' as root, then start again."
        return 1
    fi
}

has_candidate() { apt-cache policy "$1" 2>/dev/null | grep -q '^  Candidate: [^(]'; }

# install_packages ENTRY...: says what is missing and why, then installs it. Asks the package index only if it must.
install_packages() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        complain "This is not a Debian system: the packages listed in cmake/packages.sh have to be there already."
        return 0
    fi
    local missing names=() entry name
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0

    say "These packages of the distribution are missing and will be installed:"
    for entry in "${missing[@]}"; do
        names+=("${entry%%|*}")
        printf '  %-22s %s\n' "${entry%%|*}" "${entry#*|}"
    done
    [ "$(id -u)" -eq 0 ] || say "Installing needs root: sudo may ask for your password."

    for name in "${names[@]}"; do
        has_candidate "$name" && continue
        apt_get -q update
        break
    done
    apt_get -q install "${names[@]}" && return 0
    say "Installing failed; trying once more with a fresh package index."
    apt_get -q update
    apt_get -q install "${names[@]}"
}

# configure PRESET: only when there is no build yet or the presets changed; Ninja notices every other change itself.
configure() {
    local tree="build/$1"
    if [ -f "$tree/build.ninja" ] && [ ! CMakePresets.json -nt "$tree/build.ninja" ]; then return 0; fi
    cmake --preset "$1"
}

# One job per core, but no more than memory allows: a job may need 1.5 GiB.
build_jobs() {
    local cores memory_kib by_memory
    cores=$(nproc)
    memory_kib=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
    by_memory=$((memory_kib / 1572864))
    [ "$by_memory" -ge 1 ] || by_memory=1
    if [ "$by_memory" -lt "$cores" ]; then say "$by_memory"; else say "$cores"; fi
}

# build PRESET [TARGET...]
build() {
    local preset=$1
    shift
    NINJA_STATUS='[%f/%t, %es] ' cmake --build "build/$preset" --parallel "$(build_jobs)" ${1:+--target "$@"}
}
