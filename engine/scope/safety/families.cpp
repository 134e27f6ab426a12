// SPDX-License-Identifier: Apache-2.0
#include "engine/scope/safety/families.h"

#include <array>

namespace planscope::scope::safety {

std::span<const std::span<const Rule>> families() {
    static const std::array all = {buildRules(),    generalRules(),      convolutionRules(), arithmeticRules(),
                                   movementRules(), quantizationRules(), pluginRules(),      runtimeRules()};
    return all;
}

}  // namespace planscope::scope::safety
