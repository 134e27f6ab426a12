// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/einsum.h"

#include "kernels/reference/index_walk.h"

#include <algorithm>

namespace planscope::kernels::reference {
namespace {

bool isPossible(std::span<const TensorView> inputs, const TensorView& out, const EinsumArgs& args) {
    const auto isFloat = [](const TensorView& view) { return view.type == DataType::Float; };
    const auto fits = [&](const EinsumOperand& operand) {
        return operand.outStrides.rank == out.dims.rank && operand.sumStrides.rank == args.sums.rank;
    };
    return !inputs.empty() && inputs.size() == args.operands.size() && isFloat(out) &&
           std::ranges::all_of(inputs, isFloat) && std::ranges::all_of(args.operands, fits);
}

double productAt(std::span<const TensorView> inputs, const EinsumArgs& args, const Dims& at, const Dims& sum) {
    double product = 1;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const EinsumOperand& operand = args.operands[i];
        product *= static_cast<double>(
            inputs[i].as<float>()[offsetOf(at, operand.outStrides) + offsetOf(sum, operand.sumStrides)]);
    }
    return product;
}

}  // namespace

KernelStatus einsum(std::span<const TensorView> inputs, const TensorView& out, const EinsumArgs& args) {
    if (!isPossible(inputs, out, args)) return KernelStatus::BadArgument;
    std::int64_t target = 0;
    forEachIndex(out.dims, [&](const Dims& at) {
        double sum = 0;
        forEachIndex(args.sums, [&](const Dims& s) { sum += productAt(inputs, args, at, s); });
        out.as<float>()[target++] = static_cast<float>(sum);
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
