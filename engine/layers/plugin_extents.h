// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/plugins/plugin.h"

namespace planscope::layers {

/// The arithmetic of engine/network/extent.h for plugins.
class PluginExtents final : public plugins::ExtentMath {
public:
    std::int64_t add(std::int64_t a, std::int64_t b) const override;
    std::int64_t subtract(std::int64_t a, std::int64_t b) const override;
    std::int64_t multiply(std::int64_t a, std::int64_t b) const override;
    std::int64_t divideDown(std::int64_t a, std::int64_t b) const override;
    std::int64_t smaller(std::int64_t a, std::int64_t b) const override;
    std::int64_t larger(std::int64_t a, std::int64_t b) const override;
};

/// A rank that exists, extents that are numbers from 0 on or codes, fewer than 2^31 elements.
/// @errors Code::Shape, Code::Limit
Status checkPluginDims(const Dims& dims);

}  // namespace planscope::layers
