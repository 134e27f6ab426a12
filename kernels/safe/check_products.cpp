// SPDX-License-Identifier: Apache-2.0
#include "kernels/safe/check_rules.h"
#include "kernels/safe/checks.h"
#include "kernels/safe/convolution_plan.h"
#include "kernels/safe/epilogue_check.h"
#include "kernels/safe/matrix_plan.h"

namespace planscope::kernels::safe {
namespace {

constexpr std::int32_t kMostWindow = 4096;

/// Types of both operands, and the sums that they give.
bool fitsOperands(const Call& call, bool isInteger, bool hasBias, std::int64_t maps) {
    const DataType left = call.inputs[0].type;
    if (isInteger ? !isByte(left) || hasBias : !isRealType(left)) return false;
    if (!hasBias) return true;
    return call.inputs[2].type == DataType::Float && call.inputs[2].elements == maps;
}

bool fitsEpilogueOf(const Call& call, std::uint32_t anchors, const ProgramRecord& epilogue, bool isInteger, int axes) {
    return fitsEpilogue(epilogue, isInteger ? DataType::Int32 : DataType::Float, call.inputs + anchors, call.inputCount - anchors, call.outputs[0], axes);
}

/// The window stays within what `before` zeros and zeros behind make of the input: rows that are read beyond it are zeros.
bool fitsAxis(const ConvolutionRecord& r, const View& in, const View& out, int axis) {
    const std::int64_t inExtent = in.dims[axis + 2], outExtent = out.dims[axis + 2];
    if (!isWithin(r.kernel[axis], 1, kMostWindow) || !isWithin(r.stride[axis], 1, kMostWindow) || !isWithin(r.dilation[axis], 1, kMostWindow)) return false;
    if (!isWithin(r.before[axis], 0, kMostWindow)) return false;
    const std::int64_t reach = (outExtent - 1) * r.stride[axis] + std::int64_t{r.kernel[axis] - 1} * r.dilation[axis] + 1;
    return reach <= inExtent + r.before[axis] + kMostWindow;
}

bool fitsShapes(const ConvolutionRecord& r, const View& in, const View& out) {
    if (in.rank != 4 || out.rank != 4 || in.dims[0] != out.dims[0]) return false;
    if (r.groups < 1 || in.dims[1] % r.groups != 0 || out.dims[1] % r.groups != 0) return false;
    return fitsAxis(r, in, out, 0) && fitsAxis(r, in, out, 1);
}

bool fitsWeights(const ConvolutionRecord& r, const ConvolutionPlan& p, const View& weights) {
    const std::int64_t taps = product(r.kernel[0], r.kernel[1]);
    const std::int64_t packed = p.isDepthwise ? product(r.groups, taps) : product(product(r.groups, p.blocks, p.channels), taps, kChannelLanes);
    return weights.type == DataType::Float && packed != 0 && weights.elements == packed;
}

bool fitsStrides(const MatrixRecord& r, const View& a, const View& b) {
    std::int64_t lastA = (std::int64_t{r.rows} - 1) * r.aRow + (std::int64_t{r.depth} - 1) * r.aDepth;
    std::int64_t lastB = (std::int64_t{r.columns} - 1) * r.bColumn + (std::int64_t{r.depth} - 1) * r.bDepth;
    if (r.aRow < 0 || r.aDepth < 0 || r.bColumn < 0 || r.bDepth < 0) return false;
    for (int i = 0; i < r.batchRank; ++i) {
        if (r.batch[i] < 1 || r.aBatch[i] < 0 || r.bBatch[i] < 0) return false;
        lastA += (std::int64_t{r.batch[i]} - 1) * r.aBatch[i];
        lastB += (std::int64_t{r.batch[i]} - 1) * r.bBatch[i];
        if (r.bIsPacked && r.bBatch[i] != 0) return false;
    }
    return lastA < a.elements && (r.bIsPacked || lastB < b.elements);
}

}  // namespace

Checked checkConvolution(const Call& call) {
    const auto* r = recordOf<ConvolutionRecord>(call);
    if (!r || call.outputCount != 1 || !isFlag(r->isInteger) || !isFlag(r->hasBias)) return {};
    const std::uint32_t anchors = r->hasBias ? 3 : 2;
    if (call.inputCount < anchors || call.inputCount - anchors >= kProgramInputs) return {};
    const View& in = call.inputs[0];
    const View& out = call.outputs[0];
    if (!fitsShapes(*r, in, out) || !fitsOperands(call, r->isInteger, r->hasBias, out.dims[1])) return {};
    if (r->epilogue.stepCount < 0 || r->epilogue.stepCount > kProgramSteps || !isWithin(r->inputZero, r->isInteger ? -128 : 0, r->isInteger ? 255 : 0)) return {};
    if (!fitsEpilogueOf(call, anchors, r->epilogue, r->isInteger, 2)) return {};
    if (r->isInteger && product(r->kernel[0], r->kernel[1]) > 512) return {};
    const ConvolutionPlan plan = planConvolution(*r, in, out);
    if (plan.isDepthwise && product(r->kernel[0], r->kernel[1]) > kMostDepthwiseTaps) return {};
    const std::int64_t padded = product(plan.paddedHeight, plan.rowStep);
    if (!fitsWeights(*r, plan, call.inputs[1]) || padded == 0 || product(padded, in.dims[1]) == 0) return {};
    return accepted(plan.scratchBytes());
}

Checked checkMatrix(const Call& call) {
    const auto* r = recordOf<MatrixRecord>(call);
    if (!r || call.outputCount != 1 || !isFlag(r->isInteger) || !isFlag(r->hasBias) || !isFlag(r->bIsPacked)) return {};
    const std::uint32_t anchors = r->hasBias ? 3 : 2;
    if (call.inputCount < anchors || call.inputCount - anchors >= kProgramInputs || !isWithin(r->batchRank, 0, 6)) return {};
    const View& out = call.outputs[0];
    std::int64_t elements = product(r->rows, r->columns);
    for (int i = 0; i < r->batchRank; ++i) elements = product(elements, r->batch[i]);
    if (elements == 0 || elements != out.elements || out.rank < 2 || out.dims[out.rank - 1] != r->columns || out.dims[out.rank - 2] != r->rows) return {};
    if (r->depth < 1 || product(r->depth, r->columns) == 0 || !fitsOperands(call, r->isInteger, r->hasBias, r->columns)) return {};
    if (!isWithin(r->inputZero, r->isInteger ? -128 : 0, r->isInteger ? 255 : 0)) return {};
    const View& b = call.inputs[1];
    const std::int64_t blocks = (std::int64_t{r->columns} + kChannelLanes - 1) / kChannelLanes;
    if (r->bIsPacked ? b.type != DataType::Float || b.elements != product(blocks, r->depth, kChannelLanes)
                     : (r->isInteger ? b.type != DataType::Int8 : !isRealType(b.type)))
        return {};
    if (!fitsStrides(*r, call.inputs[0], b)) return {};
    if (r->epilogue.stepCount < 0 || r->epilogue.stepCount > kProgramSteps || !fitsEpilogueOf(call, anchors, r->epilogue, r->isInteger, 1)) return {};
    return accepted(planMatrix(*r).scratchBytes());
}

}  // namespace planscope::kernels::safe
