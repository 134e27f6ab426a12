// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/cumulative_sum.h"
#include "engine/layers/reverse_sequence.h"
#include "engine/onnx/node_import.h"

#include <cmath>

namespace planscope::onnx::ops::sequence {
namespace {

Result<Outputs> importCumSum(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const double number, node.knownScalar(1, "axis"));
    PS_CHECK(std::fabs(number) <= kMaxRank, Code::Attribute, "axis {} is outside rank {}", number, node.dims(x).rank);
    PS_ASSIGN(const int axis, resolveAxis(static_cast<std::int64_t>(number), node.dims(x).rank));
    PS_ASSIGN(const int exclusive, node.integer("exclusive", 0));
    PS_ASSIGN(const int reverse, node.integer("reverse", 0));
    return node.finish(layers::cumulative_sum::def, {x},
                       Attrs::of(layers::cumulative_sum::Attrs{.axis = axis, .exclusive = exclusive != 0, .reverse = reverse != 0}));
}

Result<Outputs> importReverseSequence(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId lengths, node.input(1));
    PS_ASSIGN(const int batchAxis, node.axis("batch_axis", 1, node.dims(x).rank));
    PS_ASSIGN(const int timeAxis, node.axis("time_axis", 0, node.dims(x).rank));
    return node.finish(layers::reverse_sequence::def, {x, lengths},
                       Attrs::of(layers::reverse_sequence::Attrs{.batchAxis = batchAxis, .sequenceAxis = timeAxis}));
}

constexpr OnnxOpDef kOps[] = {
    {"", "CumSum", {11, kNewestOpset}, importCumSum},
    {"", "ReverseSequence", {10, kNewestOpset}, importReverseSequence},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::sequence
