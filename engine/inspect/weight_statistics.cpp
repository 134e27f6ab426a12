// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/weight_statistics.h"

#include "kernels/api/half.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace planscope::inspect {
namespace {

constexpr std::int64_t kMaxWrittenOut = 8;

/// Element `index` as a number, whatever the type.
template <class Visit>
void withReader(const Constant& constant, Visit visit) {
    const std::byte* const bytes = constant.bytes().data();
    const auto as = [bytes]<class T>(T) {
        return [bytes](std::int64_t i) { return static_cast<double>(reinterpret_cast<const T*>(bytes)[i]); };
    };
    switch (constant.type()) {
    case DataType::Float: return visit(as(float{}));
    case DataType::Half:
        return visit([bytes](std::int64_t i) {
            return static_cast<double>(floatFromHalf(reinterpret_cast<const std::uint16_t*>(bytes)[i]));
        });
    case DataType::Int32: return visit(as(std::int32_t{}));
    case DataType::Int8: return visit(as(std::int8_t{}));
    default: return visit(as(std::uint8_t{}));
    }
}

template <class Read>
WeightStatistics sample(Read read, std::int64_t elements, std::int64_t stride) {
    WeightStatistics out{.elements = elements};
    out.min = std::numeric_limits<double>::infinity();
    out.max = -out.min;
    double mean = 0, squares = 0;
    std::int64_t finite = 0;
    for (std::int64_t i = 0; i < elements; i += stride) {
        const double value = read(i);
        ++out.sampled;
        if (std::isnan(value)) {
            ++out.nans;
            continue;
        }
        if (std::isinf(value)) {
            ++out.infinities;
            continue;
        }
        out.zeros += value == 0;
        out.min = std::min(out.min, value);
        out.max = std::max(out.max, value);
        const double delta = value - mean;
        mean += delta / static_cast<double>(++finite);
        squares += delta * (value - mean);
    }
    if (finite == 0) return out.min = out.max = 0, out;
    out.mean = mean;
    out.deviation = std::sqrt(squares / static_cast<double>(finite));
    return out;
}

std::string writtenOut(const Constant& constant) {
    std::string out;
    withReader(constant, [&](auto read) {
        for (std::int64_t i = 0; i < constant.dims().volume(); ++i)
            out += fmt::format("{}{:.7g}", i == 0 ? "" : ", ", read(i));
    });
    return "[" + out + "]";
}

}  // namespace

WeightStatistics weightStatistics(const Constant& constant, std::int64_t maxSampled) {
    const std::int64_t elements = constant.dims().volume();
    const std::int64_t stride = maxSampled > 0 ? std::max<std::int64_t>(1, (elements + maxSampled - 1) / maxSampled) : 1;
    WeightStatistics out;
    withReader(constant, [&](auto read) { out = sample(read, elements, stride); });
    return out;
}

std::string weightText(const Constant& constant) {
    if (constant.dims().volume() <= kMaxWrittenOut) return writtenOut(constant);
    const WeightStatistics s = weightStatistics(constant);
    const auto percent = [&](std::int64_t count) { return 100 * static_cast<double>(count) / static_cast<double>(s.sampled); };
    std::string out = fmt::format("min {:.4g}, max {:.4g}, mean {:.4g}, std {:.4g}, zeros {:.1f} %", s.min, s.max, s.mean,
                                  s.deviation, percent(s.zeros));
    if (s.nans > 0) out += fmt::format(", {} NaN!", s.nans);
    if (s.infinities > 0) out += fmt::format(", {} infinite!", s.infinities);
    if (!s.isComplete()) out += fmt::format(" (of {} sampled elements)", s.sampled);
    return out;
}

}  // namespace planscope::inspect
