// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/quantize.h"

#include "kernels/reference/element.h"

#include <algorithm>
#include <cmath>

namespace planscope::kernels::reference {
namespace {

/// Which element of a scale or zero point serves an element of the tensor.
class Parameters {
public:
    Parameters(const Dims& dims, const QuantizeArgs& args)
        : m_args(&args), m_length(args.axis >= 0 && args.axis < dims.rank ? dims[args.axis] : 1),
          m_inner(args.axis >= 0 && args.axis < dims.rank ? dims.volume(args.axis + 1, dims.rank) : 1) {}

    bool fit(DataType quantised) const {
        const TensorView* const zero = m_args->zeroPoint;
        return m_args->scale.type == DataType::Float && fits(m_args->scale) &&
               (!zero || (zero->type == quantised && fits(*zero)));
    }
    float scale(std::int64_t element) const { return m_args->scale.as<float>()[indexIn(m_args->scale, element)]; }
    std::int64_t zeroPoint(std::int64_t element) const {
        const TensorView* const zero = m_args->zeroPoint;
        return zero ? loadElement(*zero, indexIn(*zero, element)).integer : 0;
    }

private:
    bool fits(const TensorView& values) const { return values.volume() == 1 || values.volume() == m_length; }
    std::int64_t indexIn(const TensorView& values, std::int64_t element) const {
        return values.volume() == 1 ? 0 : element / m_inner % m_length;
    }

    const QuantizeArgs* m_args;
    std::int64_t m_length;
    std::int64_t m_inner;
};

}  // namespace

KernelStatus quantize(const TensorView& in, const TensorView& out, const QuantizeArgs& args) {
    const Parameters parameters(in.dims, args);
    if (in.type != DataType::Float || (out.type != DataType::Int8 && out.type != DataType::UInt8) ||
        in.dims != out.dims || !parameters.fit(out.type))
        return KernelStatus::BadArgument;
    const double low = out.type == DataType::Int8 ? -128 : 0;
    for (std::int64_t i = 0; i < in.volume(); ++i) {
        const float quotient = in.as<float>()[i] / parameters.scale(i);
        const double steps = std::isnan(quotient) ? 0 : std::nearbyint(static_cast<double>(quotient));
        const double value = std::clamp(steps + static_cast<double>(parameters.zeroPoint(i)), low, low + 255);
        storeElement(out, i, PointwiseValue::ofInteger(static_cast<std::int64_t>(value)));
    }
    return KernelStatus::Ok;
}

KernelStatus dequantize(const TensorView& in, const TensorView& out, const QuantizeArgs& args) {
    const Parameters parameters(in.dims, args);
    const bool isQuantised = in.type == DataType::Int8 || in.type == DataType::UInt8 || in.type == DataType::Int32;
    if (!isQuantised || out.type != DataType::Float || in.dims != out.dims || !parameters.fit(in.type))
        return KernelStatus::BadArgument;
    for (std::int64_t i = 0; i < in.volume(); ++i) {
        const std::int64_t steps = loadElement(in, i).integer - parameters.zeroPoint(i);
        out.as<float>()[i] = static_cast<float>(static_cast<double>(steps) * static_cast<double>(parameters.scale(i)));
    }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
