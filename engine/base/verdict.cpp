// SPDX-License-Identifier: Apache-2.0
#include "engine/base/verdict.h"

namespace planscope {

std::string_view toString(Reason reason) {
    constexpr std::string_view kNames[] = {"none",  "target_feature", "layout",   "data_type", "shape",
                                           "attribute", "fusion",     "value",    "workspace", "too_slow",
                                           "not_tried", "not_built",  "backend"};
    return kNames[static_cast<int>(reason)];
}

}  // namespace planscope
