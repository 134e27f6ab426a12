// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/compare_tensors.h"

#include "engine/network/names.h"
#include "kernels/api/half.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace planscope::cli {
namespace {

template <class T>
double plainElement(const std::byte* data, std::size_t i) {
    return static_cast<double>(reinterpret_cast<const T*>(data)[i]);
}

double halfElement(const std::byte* data, std::size_t i) {
    return floatFromHalf(reinterpret_cast<const std::uint16_t*>(data)[i]);
}

using ElementReader = double (*)(const std::byte*, std::size_t);

/// By DataType; Fp8 never leaves an engine.
constexpr ElementReader kReaders[kDataTypeCount] = {
    plainElement<float>,        halfElement,                plainElement<std::int8_t>, plainElement<std::int32_t>,
    plainElement<std::uint8_t>, plainElement<std::uint8_t>, nullptr,
};

ElementReader readerOf(const Constant& tensor) { return kReaders[static_cast<std::size_t>(tensor.type())]; }

bool isFloating(DataType type) { return type == DataType::Float || type == DataType::Half; }

std::string whyIncomparable(const Constant& output, const Constant& reference) {
    if (!(output.dims() == reference.dims()))
        return fmt::format("shape {}, the reference has {}", toString(output.dims()), toString(reference.dims()));
    if (isFloating(output.type()) != isFloating(reference.type()) || !readerOf(output) || !readerOf(reference))
        return fmt::format("type {}, the reference has {}", toString(output.type()), toString(reference.type()));
    return {};
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

}  // namespace

Comparison compareTensors(const Constant& output, const Constant& reference, const Tolerance& tolerance) {
    Comparison result;
    result.problem = whyIncomparable(output, reference);
    if (!result.problem.empty()) return result;
    result.elements = output.dims().volume();
    const ElementReader outAt = readerOf(output), refAt = readerOf(reference);
    if (isFloating(output.type())) result.normLimit = tolerance.norm;
    double dot = 0, outSquares = 0, refSquares = 0, differenceSquares = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(result.elements); ++i) {
        const double out = outAt(output.bytes().data(), i), ref = refAt(reference.bytes().data(), i);
        if (!std::isfinite(out) || !std::isfinite(ref)) {
            if (same(out, ref)) continue;
            ++result.mismatches;
            ++result.notFinite;
            result.maxAbsolute = result.maxRelative = std::numeric_limits<double>::infinity();
            continue;
        }
        const double difference = std::abs(out - ref);
        if (difference > tolerance.atol + tolerance.rtol * std::abs(ref)) ++result.mismatches;
        result.maxAbsolute = std::max(result.maxAbsolute, difference);
        if (ref != 0) result.maxRelative = std::max(result.maxRelative, difference / std::abs(ref));
        dot += out * ref;
        differenceSquares += difference * difference;
        outSquares += out * out;
        refSquares += ref * ref;
    }
    if (differenceSquares > 0) result.normError = std::sqrt(differenceSquares / refSquares);
    if (result.notFinite > 0) result.normError = std::numeric_limits<double>::infinity();
    const double norm = std::sqrt(outSquares) * std::sqrt(refSquares);
    result.cosine = norm > 0 ? dot / norm : outSquares == refSquares ? 1 : 0;
    return result;
}

}  // namespace planscope::cli
