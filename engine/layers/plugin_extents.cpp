// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/plugin_extents.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/network/extent.h"

#include <stdexcept>

namespace planscope::layers {

std::int64_t PluginExtents::add(std::int64_t a, std::int64_t b) const { return extent::add(a, b); }
std::int64_t PluginExtents::subtract(std::int64_t a, std::int64_t b) const { return extent::subtract(a, b); }
std::int64_t PluginExtents::multiply(std::int64_t a, std::int64_t b) const { return extent::multiply(a, b); }
std::int64_t PluginExtents::smaller(std::int64_t a, std::int64_t b) const { return extent::smaller(a, b); }
std::int64_t PluginExtents::larger(std::int64_t a, std::int64_t b) const { return extent::larger(a, b); }

std::int64_t PluginExtents::divideDown(std::int64_t a, std::int64_t b) const {
    if (b == 0) throw std::domain_error("it divides an extent by 0");
    return extent::divideDown(a, b);
}

Status checkPluginDims(const Dims& dims) {
    PS_CHECK(dims.rank >= 0 && dims.rank <= kMaxRank, Code::Limit, "its rank is {}, 0 to {} are possible", dims.rank, kMaxRank);
    for (const std::int64_t e : dims)
        PS_CHECK(e >= 0 || !extent::isNumber(e) || e == extent::kAnonymous, Code::Shape, "its extent is {}", e);
    return checkedVolume(dims).map([](std::int64_t) {});
}

}  // namespace planscope::layers
