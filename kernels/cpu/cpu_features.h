// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/isa.h"

#include <string_view>

namespace planscope::kernels::cpu {

/// Whether this processor (and its operating system) can run code of `isa`.
bool isAvailable(Isa isa);

/// The widest available one.
Isa bestIsa();

/// "generic", "avx2", "avx512".
std::string_view nameOf(Isa isa);

/// How a kernel is to run. Results do not depend on `threads`.
struct Execution {
    int threads = 1;       ///< at most this many OpenMP threads; small work uses fewer
    Isa isa = bestIsa();   ///< @pre isAvailable(isa)
};

}  // namespace planscope::kernels::cpu
