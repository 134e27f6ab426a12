// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/scale.h"

#include <cmath>

namespace planscope::kernels::reference {

KernelStatus scale(const TensorView& in,
                   const TensorView* scale,
                   const TensorView* shift,
                   const TensorView* power,
                   const TensorView& out,
                   const ScaleArgs& args) {
    if (args.channelAxis < 0 || args.channelAxis > in.dims.rank) return KernelStatus::BadArgument;
    const bool perChannel = args.mode == ScaleMode::Channel;
    const std::int64_t period = in.dims.volume(args.channelAxis, in.dims.rank);
    const std::int64_t repeat = perChannel ? in.dims.volume(args.channelAxis + 1, in.dims.rank) : 1;
    const std::int64_t count = in.volume();
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t weight = args.mode == ScaleMode::Uniform ? 0 : i % period / repeat;
        double value = in.as<float>()[i];
        if (scale) value *= scale->as<float>()[weight];
        if (shift) value += shift->as<float>()[weight];
        if (power) value = std::pow(value, power->as<float>()[weight]);
        out.as<float>()[i] = static_cast<float>(value);
    }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
