// SPDX-License-Identifier: Apache-2.0
#include "engine/accuracy/deviation.h"

#include "kernels/api/half.h"

#include <algorithm>
#include <cmath>

namespace planscope::accuracy {
namespace {

template <class T>
std::vector<float> widened(const Constant& value) {
    const auto in = value.as<T>();
    return {in.begin(), in.end()};
}
std::vector<float> fromHalf(const Constant& value) {
    const auto in = value.as<std::uint16_t>();
    std::vector<float> out(in.size());
    std::ranges::transform(in, out.begin(), floatFromHalf);
    return out;
}

}  // namespace

void DeviationSum::add(std::span<const float> actual, std::span<const float> truth) {
    for (std::size_t i = 0; i < truth.size(); ++i) {
        if (!std::isfinite(actual[i]) || !std::isfinite(truth[i])) {
            m_notFinite += !(actual[i] == truth[i]);
            continue;
        }
        const double a = static_cast<double>(actual[i]), t = static_cast<double>(truth[i]);
        m_dot += a * t;
        m_actual += a * a;
        m_truth += t * t;
        m_sum += std::abs(a - t);
        m_max = std::max(m_max, std::abs(a - t));
        ++m_count;
    }
}

Deviation DeviationSum::result() const {
    const double norm = std::sqrt(m_actual) * std::sqrt(m_truth);
    const double cosine = norm > 0 ? std::min(m_dot / norm, 1.0) : m_actual == m_truth ? 1 : 0;
    return {cosine, m_max, m_count > 0 ? m_sum / static_cast<double>(m_count) : 0, m_notFinite};
}

std::vector<float> numbersOf(const Constant& value) {
    using Read = std::vector<float> (*)(const Constant&);
    constexpr Read kReaders[kDataTypeCount] = {widened<float>,        fromHalf,              widened<std::int8_t>, widened<std::int32_t>,
                                               widened<std::uint8_t>, widened<std::uint8_t>, nullptr};
    const Read read = kReaders[static_cast<std::size_t>(value.type())];
    return read ? read(value) : std::vector<float>{};
}

std::vector<std::int64_t> classesOf(const Constant& value) {
    const Dims& dims = value.dims();
    const bool isReal = value.type() == DataType::Float || value.type() == DataType::Half;
    if (!isReal || dims.rank < 2 || dims[1] < 2 || dims.volume(2, dims.rank) != 1) return {};
    const std::vector<float> numbers = numbersOf(value);
    std::vector<std::int64_t> out;
    for (std::int64_t n = 0; n < dims[0]; ++n) {
        const auto begin = numbers.begin() + n * dims[1];
        out.push_back(std::max_element(begin, begin + dims[1]) - begin);
    }
    return out;
}

}  // namespace planscope::accuracy
