// SPDX-License-Identifier: Apache-2.0
// Tensors that follow from shapes and attributes alone, and masks by position.
#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/select.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"
#include "engine/onnx/ops/shape_arithmetic.h"
#include "engine/onnx/reader/data_types.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace planscope::onnx::ops::generation {
namespace {

/// A Bool matrix of isSet(row, column).
template <class IsSet>
ConstantPtr maskOf(std::int64_t rows, std::int64_t columns, IsSet isSet) {
    std::vector<std::byte> bytes(static_cast<std::size_t>(rows * columns));
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t c = 0; c < columns; ++c)
            bytes[static_cast<std::size_t>(r * columns + c)] = std::byte{isSet(r, c) ? std::uint8_t{1} : std::uint8_t{0}};
    return Constant::own(DataType::Bool, {rows, columns}, std::move(bytes));
}

Result<TensorId> zeroOf(NodeImport& node, DataType type) {
    const TensorId zero = node.constant("zero", Constant::ofInts({}, std::array{0}));
    return castTo(node, zero, type);
}

using layers::elementwise::ElementwiseKind;

/// column - row for every place of a matrix whose extents or diagonal are not known, compared with a diagonal.
Result<TensorId> comparedWithDiagonal(NodeImport& node, const ShapeValue& rows, const ShapeValue& columns, TensorId k, ElementwiseKind kind) {
    PS_ASSIGN(const TensorId row, countedAlong(node, rows, 0));
    PS_ASSIGN(const TensorId column, countedAlong(node, columns, 1));
    PS_ASSIGN(const TensorId distance, elementwiseStep(node, ElementwiseKind::Sub, column, row));
    return elementwiseStep(node, kind, distance, k);
}

/// The diagonal from which on Trilu keeps or drops elements.
Result<TensorId> diagonalInput(NodeImport& node) {
    if (node.has(1)) return reshaped(node, *node.input(1), ShapeValues{1});
    return scalar(node, DataType::Int32, 0);
}

/// The elements above or below the diagonal, which become 0. The comparison asks for the dropped ones, as there is no "or equal".
Result<TensorId> droppedByTrilu(NodeImport& node, TensorId x, bool upper) {
    const ShapeValues extents = shapeOf(node, x);
    PS_ASSIGN(const TensorId k, diagonalInput(node));
    return comparedWithDiagonal(node, extents[extents.size() - 2], extents.back(), k, upper ? ElementwiseKind::Less : ElementwiseKind::Greater);
}

/// Where a diagonal begins; beyond every matrix it does not matter how far.
Result<std::int64_t> readDiagonal(NodeImport& node) {
    if (!node.has(1)) return 0;
    PS_ASSIGN(const double k, node.knownScalar(1, "k"));
    return static_cast<std::int64_t>(std::clamp(k, -0x1p31, 0x1p31));
}

Result<Outputs> importTrilu(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    const Dims dims = node.dims(x);
    PS_CHECK(dims.rank >= 2, Code::Shape, "the input {} has no rows and columns", toString(dims));
    PS_ASSIGN(const int upper, node.integer("upper", 1));
    const Dims matrix{dims[dims.rank - 2], dims[dims.rank - 1]};
    if (!matrix.isStatic() || (node.has(1) && !node.tensor(*node.input(1)).constant)) {
        PS_ASSIGN(const TensorId dropped, droppedByTrilu(node, x, upper != 0));
        PS_ASSIGN(const TensorId zero, zeroOf(node, node.tensor(x).type));
        return node.finish(layers::select::def, {dropped, zero, x}, Attrs::of(layers::select::Attrs{}));
    }
    PS_ASSIGN(const std::int64_t k, readDiagonal(node));
    const auto isKept = [&](std::int64_t r, std::int64_t c) { return upper != 0 ? c - r >= k : c - r <= k; };
    const TensorId mask = node.constant("mask", maskOf(matrix[0], matrix[1], isKept));
    PS_ASSIGN(const TensorId zero, zeroOf(node, node.tensor(x).type));
    return node.finish(layers::select::def, {mask, x, zero}, Attrs::of(layers::select::Attrs{}));
}

Result<DataType> readType(NodeImport& node, std::string_view attribute, DataType fallback) {
    if (!node.hasAttribute(attribute)) return fallback;
    PS_ASSIGN(const int number, node.integer(attribute));
    PS_ASSIGN(const TypeMapping mapping, mapType(number));
    return mapping.type;
}

/// True on one diagonal of a matrix of the extents of `like`.
Result<TensorId> diagonalMask(NodeImport& node, TensorId like) {
    const Dims dims = node.dims(like);
    PS_ASSIGN(const int k, node.integer("k", 0));
    const auto isOnDiagonal = [&](std::int64_t r, std::int64_t c) { return c - r == k; };
    if (dims.isStatic()) return node.constant("mask", maskOf(dims[0], dims[1], isOnDiagonal));
    const ShapeValues extents = shapeOf(node, like);
    PS_ASSIGN(const TensorId diagonal, scalar(node, DataType::Int32, k));
    return comparedWithDiagonal(node, extents[0], extents[1], diagonal, ElementwiseKind::Equal);
}

Result<Outputs> importEyeLike(NodeImport& node) {
    PS_ASSIGN(const TensorId like, node.input(0));
    const Dims dims = node.dims(like);
    PS_CHECK(dims.rank == 2, Code::Shape, "the input {} is no matrix", toString(dims));
    PS_TRY(within("output", layers::checkedVolume(dims)).map([](std::int64_t) {}));
    PS_ASSIGN(const DataType type, readType(node, "dtype", node.tensor(like).type));
    PS_ASSIGN(const TensorId mask, diagonalMask(node, like));
    if (type == DataType::Bool) return finishIdentity(node, mask);
    PS_ASSIGN(const TensorId eye, castTo(node, mask, type));
    return finishIdentity(node, eye);
}

/// a0 - a1 cos(2 pi i / n) + a2 cos(4 pi i / n)
struct CosineWindow {
    double a0, a1, a2;
};

// Source: ONNX operator schemas, HannWindow-17, HammingWindow-17, BlackmanWindow-17.
constexpr CosineWindow kHann{0.5, 0.5, 0};
constexpr CosineWindow kHamming{25.0 / 46, 21.0 / 46, 0};
constexpr CosineWindow kBlackman{0.42, 0.5, 0.08};

constexpr double kMaxWindow = 0x1p24;

template <const CosineWindow& window>
Result<Outputs> importWindow(NodeImport& node) {
    PS_ASSIGN(const double size, node.knownScalar(0, "size"));
    PS_CHECK(size >= 0 && size <= kMaxWindow, Code::Limit, "a window of {} elements is not possible", size);
    PS_ASSIGN(const int periodic, node.integer("periodic", 1));
    PS_ASSIGN(const DataType type, readType(node, "output_datatype", DataType::Float));
    const double period = periodic != 0 ? size : size - 1;
    std::vector<float> values;
    for (int i = 0; i < static_cast<int>(size); ++i) {
        const double angle = period > 0 ? 2 * std::numbers::pi * i / period : 0;
        values.push_back(static_cast<float>(window.a0 - window.a1 * std::cos(angle) + window.a2 * std::cos(2 * angle)));
    }
    const auto count = static_cast<std::int64_t>(values.size());
    if (type == DataType::Float) return node.finishConstant(Constant::ofFloats({count}, values));
    PS_ASSIGN(const TensorId converted, castTo(node, node.constant("window", Constant::ofFloats({count}, values)), type));
    return finishIdentity(node, converted);
}

constexpr OnnxOpDef kOps[] = {
    {"", "BlackmanWindow", {17, kNewestOpset}, importWindow<kBlackman>},
    {"", "EyeLike", {9, kNewestOpset}, importEyeLike},
    {"", "HammingWindow", {17, kNewestOpset}, importWindow<kHamming>},
    {"", "HannWindow", {17, kNewestOpset}, importWindow<kHann>},
    {"", "Trilu", {14, kNewestOpset}, importTrilu},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::generation
