// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/cpu/matrix_spec.h"

#include "engine/devices/cpu/support.h"
#include "engine/layers/matrix_multiply.h"
#include "engine/network/names.h"

#include <algorithm>
#include <fmt/format.h>

namespace planscope::devices::cpu {
namespace {

using kernels::onednn::MatrixMultiplySpec;

Dims padded(const Dims& dims, int rank) {
    Dims out = Dims::filled(rank, 1);
    for (int i = 0; i < dims.rank; ++i) out[rank - dims.rank + i] = dims[i];
    return out;
}

/// A vector as a row (a) or a column (b).
Dims asMatrix(Dims dims, MatrixOperation operation, bool isLeft) {
    if (operation != MatrixOperation::Vector) return dims;
    const std::int64_t depth = dims[dims.rank - 1];
    dims[dims.rank - 1] = isLeft ? 1 : depth;
    dims.push(isLeft ? depth : 1);
    return dims;
}

Dims withBatch(const Dims& batch, std::int64_t rows, std::int64_t columns) {
    Dims out = batch;
    out.push(rows);
    out.push(columns);
    return out;
}

bool isRow(const Dims& dims) { return dims.rank == 0 || dims.volume() == dims[dims.rank - 1]; }

/// All rows of the batch as one matrix: possible where b has no batch and no operand varies along the rows' axes only partly.
bool canFlatten(const MatrixMultiplySpec& spec) {
    const int batches = spec.out.dims.rank - 2;
    if (batches == 0 || spec.transposeA || spec.a.dims.volume(0, batches) != spec.out.dims.volume(0, batches)) return false;
    if (spec.b.dims.volume(0, batches) != 1) return false;
    return std::ranges::all_of(spec.epilogue.operands,
                               [&](const TensorView& view) { return view.dims == spec.out.dims || isRow(view.dims); });
}

void flatten(MatrixMultiplySpec& spec) {
    const Dims full = spec.out.dims;
    const int rank = full.rank;
    const std::int64_t rows = full.volume(0, rank - 1);
    spec.a.dims = {rows, spec.a.dims[rank - 1]};
    spec.b.dims = {spec.b.dims[rank - 2], spec.b.dims[rank - 1]};
    spec.out.dims = {rows, full[rank - 1]};
    for (TensorView& view : spec.epilogue.operands)
        view.dims = view.dims == full ? spec.out.dims : Dims{1, view.dims.volume()};
}

}  // namespace

Verdict acceptsMatrixProduct(const Problem& problem) {
    if (Verdict verdict = acceptsFloats(problem); !verdict.accepted()) return verdict;
    if (Verdict verdict = acceptsNonEmpty(problem); !verdict.accepted()) return verdict;
    if (problem.anchorInputCount() > 2) {
        const ProblemTensor& bias = problem.inputs[2];
        if (!bias.constant) return reject(Reason::Value, "the bias is computed at run time");
        const auto& attrs = problem.attributes<layers::matrix_multiply::Attrs>();
        const Dims& out = problem.outputs[0].dims;
        const bool hasColumns = attrs.opB != MatrixOperation::Vector;
        if (!hasColumns || !isRow(bias.dims) || bias.dims.volume() != out[out.rank - 1])
            return reject(Reason::Shape, fmt::format("the bias of {} is not one value per column", toString(bias.dims)));
    }
    const std::vector<TensorInfo> infos = problem.anchorInfos();
    const auto sizes = layers::matrix_multiply::resolve(LayerView(*problem.def, problem.attrs, infos));
    constexpr int kMaxBatchAxes = 4;
    if (sizes.batch.rank > kMaxBatchAxes)
        return reject(Reason::Shape, fmt::format("{} batch axes are more than {}", sizes.batch.rank, kMaxBatchAxes));
    if (problem.epilogueInputs > 0 && problem.outputs[0].dims.rank != sizes.batch.rank + 2)
        return reject(Reason::Fusion, "the epilogue of a product with a vector has other axes than the matrices");
    return accept();
}

MatrixMultiplySpec matrixSpec(const Problem& problem) {
    const auto& attrs = problem.attributes<layers::matrix_multiply::Attrs>();
    const std::vector<TensorInfo> infos = problem.anchorInfos();
    const auto sizes = layers::matrix_multiply::resolve(LayerView(*problem.def, problem.attrs, infos));
    MatrixMultiplySpec spec;
    spec.out = viewOf(problem.outputs[0]);
    spec.out.dims = withBatch(sizes.batch, sizes.rows, sizes.columns);
    const int rank = spec.out.dims.rank;
    spec.a = viewOf(problem.inputs[0]);
    spec.a.dims = padded(asMatrix(spec.a.dims, attrs.opA, true), rank);
    spec.b = viewOf(problem.inputs[1]);
    spec.b.dims = padded(asMatrix(spec.b.dims, attrs.opB, false), rank);
    spec.transposeA = attrs.opA == MatrixOperation::Transpose;
    spec.transposeB = attrs.opB == MatrixOperation::Transpose;
    if (problem.anchorInputCount() > 2) {
        spec.bias = viewOf(problem.inputs[2]);
        spec.bias.dims = {spec.bias.dims.volume()};
    }
    spec.epilogue = epilogueOf(problem);
    if (canFlatten(spec)) flatten(spec);
    return spec;
}

}  // namespace planscope::devices::cpu
