// SPDX-License-Identifier: Apache-2.0
#include "engine/scope/dla/families.h"

#include <array>

namespace planscope::scope::dla {

std::span<const std::span<const Rule>> families() {
    static const std::array all = {generalRules(),  buildRules(),  convolutionRules(), poolingRules(),      activationRules(), arithmeticRules(), movementRules(),
                                   formatRules(),   memoryRules(), quantizationRules(), sparsityRules(), standaloneRules(), cudlaRules()};
    return all;
}

}  // namespace planscope::scope::dla
