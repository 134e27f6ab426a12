// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/ids.h"
#include "engine/base/result.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace planscope::onnx {

class NodeImport;

/// The tensors of a node's outputs, in the node's order; may be shorter where trailing outputs are not wanted.
using Outputs = std::vector<TensorId>;

using Importer = Result<Outputs> (*)(NodeImport& node);

/// Operator set versions, both ends included.
struct OpsetRange {
    int first = 1;
    int last = 1;
};

/// The newest operator set of ONNX's own domain that rows of the tables were checked against.
inline constexpr int kNewestOpset = 20;
/// Models below are imported with a warning.
inline constexpr int kOldestTestedOpset = 7;

/// How nodes of one operator, in a range of operator set versions, become layers.
struct OnnxOpDef {
    std::string_view domain;  ///< empty: ONNX's own
    std::string_view op;
    OpsetRange opsets;
    Importer importer;
    std::string_view note = {};  ///< for the documentation: what is not imported, or how
    /// Bit i: input i may be a sequence. The last bit stands for all inputs from there on.
    std::uint32_t sequenceInputs = 0;
};

/// The rows of one family of operators, see engine/onnx/ops.
struct OnnxOpTable {
    std::span<const OnnxOpDef> rows;
};

/// Every family, sorted by name. Generated from the list in engine/onnx/CMakeLists.txt.
std::span<const OnnxOpTable* const> operatorTables();

/// The row for an operator of one version.
/// @errors Code::UnsupportedOperator, Code::UnsupportedOpset with the versions that are imported
Result<const OnnxOpDef*> findOperator(std::string_view domain, std::string_view op, std::int64_t opset);

}  // namespace planscope::onnx
