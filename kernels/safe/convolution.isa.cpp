// SPDX-License-Identifier: Apache-2.0
#include "kernels/safe/convolution_plan.h"
#include "kernels/safe/epilogue.h"
#include "kernels/safe/runs.h"
#include "kernels/safe/tile.h"

namespace planscope::kernels::safe::PS_ISA {
namespace {

struct Work {
    const ConvolutionRecord& r;
    const ConvolutionPlan p;
    const View& in;
    const View& out;
    const float* weights;
    const float* bias;
    Epilogue epilogue;
    float* image;
    float* sums;
    float* rows;
};

/// Elements by turns to two places.
void splitPairs(const float* from, std::int64_t count, float* first, float* second) {
    for (std::int64_t i = 0; i < count / 2; ++i) first[i] = from[2 * i];
    for (std::int64_t i = 0; i < count / 2; ++i) second[i] = from[2 * i + 1];
    if (count % 2 != 0) first[count / 2] = from[count - 1];
}

/// A row that is neither split nor shifted: zeros, the elements, zeros.
void frameRow(const Work& w, const unsigned char* from, float* to) {
    const std::int64_t before = w.r.before[1];
    const std::int64_t count = smaller(w.p.width, w.p.paddedWidth - before);
    for (std::int64_t i = 0; i < smaller(before, w.p.rowStep); ++i) to[i] = 0;
    if (count > 0) loadReal(w.in.type, from, count, to + before);
    for (std::int64_t i = before + (count > 0 ? count : 0); i < w.p.rowStep; ++i) to[i] = 0;
}

/// One row of a plane as phases of its padded columns.
void padRow(const Work& w, const unsigned char* from, std::int64_t row, float* to) {
    float line[kRow];
    const std::int64_t stride = w.p.phases, before = w.r.before[1];
    const auto size = static_cast<std::int64_t>(sizeOf(w.in.type));
    if (stride == 1 && w.r.inputZero == 0 && row >= 0 && row < w.p.height) return frameRow(w, from + row * w.p.width * size, to);
    std::memset(to, 0, static_cast<std::size_t>(w.p.rowStep) * sizeof(float));
    if (row < 0 || row >= w.p.height) return;
    const float zero = static_cast<float>(w.r.inputZero);
    for (std::int64_t x = 0; x < w.p.width; x += kRow) {
        const std::int64_t count = smaller<std::int64_t>(kRow, w.p.width - x);
        loadReal(w.in.type, from + (row * w.p.width + x) * size, count, line);
        if (zero != 0)
            for (std::int64_t i = 0; i < count; ++i) line[i] -= zero;
        const std::int64_t first = x + before < 0 ? -(x + before) : 0;
        const std::int64_t last = smaller(count, w.p.paddedWidth - (x + before));
        if (last <= first) continue;
        if (stride == 2 && first == 0) {
            const bool isOdd = (x + before) % 2 != 0;
            float* even = to + (x + before + 1) / 2;
            float* odd = to + w.p.phaseWidth + (x + before) / 2;
            splitPairs(line, last, isOdd ? odd : even, isOdd ? even : odd);
            continue;
        }
        if (stride == 1) {
            std::memcpy(to + x + before + first, line + first, static_cast<std::size_t>(last - first) * sizeof(float));
            continue;
        }
        std::int64_t phase = (x + before + first) % stride, column = (x + before + first) / stride;
        for (std::int64_t i = first; i < last; ++i) {
            to[phase * w.p.phaseWidth + column] = line[i];
            if (++phase == stride) phase = 0, ++column;
        }
    }
}

void padPlane(const Work& w, std::int64_t plane, float* to) {
    const unsigned char* from = w.in.data + plane * w.p.height * w.p.width * static_cast<std::int64_t>(sizeOf(w.in.type));
    const bool isWhole = w.p.phases == 1 && w.r.inputZero == 0 && w.r.before[0] == 0 && w.r.before[1] == 0 && w.p.paddedWidth == w.p.width &&
                         w.p.paddedHeight <= w.p.height;
    if (isWhole) return loadReal(w.in.type, from, w.p.paddedHeight * w.p.width, to);
    for (std::int64_t y = 0; y < w.p.paddedHeight; ++y) padRow(w, from, y - w.r.before[0], to + y * w.p.rowStep);
}

/// Column of a filter as it lies in a row of phases.
std::int64_t columnAt(const Work& w, std::int64_t column) {
    const std::int64_t x = column * w.r.dilation[1];
    return x % w.p.phases * w.p.phaseWidth + x / w.p.phases;
}

unsigned char* outputAt(const Work& w, std::int64_t image, std::int64_t map, std::int64_t row) {
    const std::int64_t element = ((image * w.out.dims[1] + map) * w.p.outHeight + row) * w.p.outWidth;
    return w.out.data + element * static_cast<std::int64_t>(sizeOf(w.out.type));
}

/// One row of windows over a plane of phases. Elements behind the row are computed and overwritten by the next.
void depthwiseRow(const Work& w, const float* from, const std::int64_t* offsets, const float* weights, int taps, float start, float* row) {
    for (std::int64_t x = 0; x < w.p.outWidth; x += kVectorLanes) {
        Vector sum = Vector{} + start;
        for (int t = 0; t < taps; ++t) sum += weights[t] * loadVector(from + offsets[t] + x);
        *reinterpret_cast<Vector*>(row + x) = sum;
    }
}

void depthwisePlane(const Work& w, std::int64_t image, std::int64_t map) {
    padPlane(w, image * w.in.dims[1] + map, w.image);
    const int taps = w.r.kernel[0] * w.r.kernel[1];
    std::int64_t offsets[kMostDepthwiseTaps];
    for (int t = 0; t < taps; ++t) offsets[t] = std::int64_t{t / w.r.kernel[1]} * w.r.dilation[0] * w.p.rowStep + columnAt(w, t % w.r.kernel[1]);
    for (std::int64_t y0 = 0; y0 < w.p.outHeight; y0 += w.p.chunkRows) {
        const std::int64_t count = smaller(w.p.chunkRows, w.p.outHeight - y0);
        for (std::int64_t y = 0; y < count; ++y)
            depthwiseRow(w, w.image + (y0 + y) * w.r.stride[0] * w.p.rowStep, offsets, w.weights + map * taps, taps, w.bias ? w.bias[map] : 0.0F,
                         w.rows + y * w.p.outWidth);
        if (w.r.isInteger)
            for (std::int64_t i = 0; i < count * w.p.outWidth; ++i) w.rows[i] = bitsAs<float>(static_cast<std::int32_t>(w.rows[i]));
        w.epilogue.finish(w.rows, image, map, y0 * w.p.outWidth, count * w.p.outWidth, w.out.type, outputAt(w, image, map, y0));
    }
}

/// Sums of `pixels` pixels from row y0 on for one block of maps.
void sumChunk(const Work& w, const float* image, std::int64_t y0, std::int64_t pixels, const float* weights, const float* bias) {
    const Taps taps{w.p.channels, w.r.kernel[0], w.r.kernel[1], w.p.planeStep, w.p.rowStep * w.r.dilation[0], w.r.dilation[1]};
    std::int64_t x = 0;
    const float* line = image + y0 * w.r.stride[0] * w.p.rowStep;
    const std::int64_t spare = w.r.stride[1] <= 2 ? w.r.stride[1] : 0;  // places behind the last stay within the scratch area
    for (std::int64_t first = 0; first < pixels; first += kPixels) {
        const float* starts[kPixels];
        const int count = static_cast<int>(smaller<std::int64_t>(kPixels, pixels - first));
        for (int i = 0; i < kPixels; ++i) {
            starts[i] = i < count ? line + x * w.r.stride[1] : starts[0] + spare * i;
            if (i < count && ++x == w.p.outWidth) x = 0, line += w.r.stride[0] * w.p.rowStep;
        }
        float tile[kPixels * kChannelLanes];
        if (w.r.isInteger) {
            std::int32_t exact[kPixels * kChannelLanes];
            integerTile(starts, taps, weights, exact, count);
            std::memcpy(tile, exact, sizeof tile);
        } else {
            realTile(starts, taps, weights, bias, tile, count);
        }
        std::memcpy(w.sums + first * kChannelLanes, tile, static_cast<std::size_t>(count) * kChannelLanes * sizeof(float));
    }
}

/// [pixels][16] as [16][pixels].
void turnChunk(const Work& w, std::int64_t pixels) {
    std::int64_t i = 0;
    for (; i + kVectorLanes <= pixels; i += kVectorLanes)
        for (int k = 0; k < kChannelLanes; k += kVectorLanes)
            turnSquare(w.sums + i * kChannelLanes + k, kChannelLanes, w.rows + k * w.p.chunkPixels + i, w.p.chunkPixels);
    for (; i < pixels; ++i)
        for (int k = 0; k < kChannelLanes; ++k) w.rows[k * w.p.chunkPixels + i] = w.sums[i * kChannelLanes + k];
}

void convolveBlock(const Work& w, std::int64_t image, std::int64_t group, std::int64_t block) {
    const std::int64_t filter = w.p.channels * w.r.kernel[0] * w.r.kernel[1] * kChannelLanes;
    const float* weights = w.weights + (group * w.p.blocks + block) * filter;
    const float* padded = w.image + group * w.p.channels * w.p.planeStep;
    const std::int64_t firstMap = group * w.p.maps + block * kChannelLanes;
    const std::int64_t maps = smaller<std::int64_t>(kChannelLanes, w.p.maps - block * kChannelLanes);
    float bias[kChannelLanes] = {};
    for (std::int64_t k = 0; w.bias && k < maps; ++k) bias[k] = w.bias[firstMap + k];
    for (std::int64_t y = 0; y < w.p.outHeight; y += w.p.chunkRows) {
        const std::int64_t pixels = smaller(w.p.chunkRows, w.p.outHeight - y) * w.p.outWidth;
        sumChunk(w, padded, y, pixels, weights, bias);
        turnChunk(w, pixels);
        for (std::int64_t k = 0; k < maps; ++k)
            w.epilogue.finish(w.rows + k * w.p.chunkPixels, image, firstMap + k, y * w.p.outWidth, pixels, w.out.type,
                              outputAt(w, image, firstMap + k, y));
    }
}

void convolveImage(const Work& w, std::int64_t image) {
    if (w.p.isDepthwise) {
        for (std::int64_t k = 0; k < w.out.dims[1]; ++k) depthwisePlane(w, image, k);
        return;
    }
    for (std::int64_t c = 0; c < w.in.dims[1]; ++c) padPlane(w, image * w.in.dims[1] + c, w.image + c * w.p.planeStep);
    for (std::int64_t g = 0; g < w.r.groups; ++g)
        for (std::int64_t b = 0; b < w.p.blocks; ++b) convolveBlock(w, image, g, b);
}

}  // namespace

RunStatus convolution(const Call& call) {
    const auto& r = *reinterpret_cast<const ConvolutionRecord*>(call.parameters);
    const std::uint32_t anchors = r.hasBias ? 3 : 2;
    Work w{r, planConvolution(r, call.inputs[0], call.outputs[0]), call.inputs[0], call.outputs[0],
           reinterpret_cast<const float*>(call.inputs[1].data), r.hasBias ? reinterpret_cast<const float*>(call.inputs[2].data) : nullptr,
           {}, nullptr, nullptr, nullptr};
    unsigned char* at = call.scratch;
    w.image = reinterpret_cast<float*>(at), at += w.p.imageBytes;
    w.sums = reinterpret_cast<float*>(at), at += w.p.sumsBytes;
    w.rows = reinterpret_cast<float*>(at), at += w.p.rowsBytes;
    w.epilogue.program = &r.epilogue;
    w.epilogue.slots = at;
    w.epilogue.sumType = r.isInteger ? DataType::Int32 : DataType::Float;
    for (std::uint32_t i = anchors; i < call.inputCount; ++i) w.epilogue.inputs[i - anchors + 1] = epilogueInput(call.inputs[i], call.outputs[0], 2);
    for (std::int64_t n = 0; n < call.outputs[0].dims[0]; ++n) convolveImage(w, n);
    return RunStatus::Ok;
}

}  // namespace planscope::kernels::safe::PS_ISA
