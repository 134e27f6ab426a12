// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/int8_isa.h"
#include "kernels/cpu/int8_vec.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

/// How data of a depthwise convolution is read and multiplied.
enum class Way { Unsigned, Signed, UnsignedVnni, SignedVnni };
constexpr bool isSignedWay(Way way) { return way == Way::Signed || way == Way::SignedVnni; }
constexpr bool isVnniWay(Way way) { return way == Way::UnsignedVnni || way == Way::SignedVnni; }

/// sum + data * weight. Both factors are below 2^15 in magnitude, and the weight's upper half is zero.
template <Way way>
inline Ints withProduct(Ints sum, Ints data, Ints weight) {
#if defined(__AVX512F__)
    if constexpr (!isVnniWay(way)) return sum + (Ints)_mm512_madd_epi16((__m512i)data, (__m512i)weight);
    __asm__("vpdpwssd %2, %1, %0" : "+v"(sum) : "v"(data), "v"(weight));  // the intrinsic wants functions of its own target
    return sum;
#elif defined(__AVX2__)
    return sum + (Ints)_mm256_madd_epi16((__m256i)data, (__m256i)weight);
#else
    return sum + data * ((weight << 16) >> 16);
#endif
}

/// The rows of a window that lie inside the image.
struct TapRows {
    std::int64_t first = 0, last = 0;

    explicit TapRows(const Int8DepthwiseRow& r) : last(r.kernelHeight) {
        while (first < last && r.firstRow + first * r.dilationHeight < 0) ++first;
        while (last > first && r.firstRow + (last - 1) * r.dilationHeight >= r.inHeight) --last;
    }
};

/// One pixel, taps outside the image left out.
template <Way way>
void depthwiseEdge(const Int8DepthwiseRow& r, const TapRows& taps, std::int64_t channel, std::int64_t ow) {
    const std::int64_t left = ow * r.strideWidth - r.padLeft;
    std::int64_t first = 0, last = r.kernelWidth;
    while (first < last && left + first * r.dilationWidth < 0) ++first;
    while (last > first && left + (last - 1) * r.dilationWidth >= r.inWidth) --last;
    Ints sum = {};
    for (std::int64_t kh = taps.first; kh < taps.last; ++kh) {
        const std::uint8_t* line = r.in + ((r.firstRow + kh * r.dilationHeight) * r.inWidth + left) * r.channels + channel;
        const std::int32_t* weight = r.weights + kh * r.kernelWidth * r.channels + channel;
        for (std::int64_t kw = first; kw < last; ++kw) {
            const Ints data = loadBytes<isSignedWay(way)>(line + kw * r.dilationWidth * r.channels) - r.zeroPoint;
            sum = withProduct<way>(sum, data, loadInts(weight + kw * r.channels));
        }
    }
    __builtin_memcpy(r.sums + ow * kInt8Padding + channel - r.firstChannel, &sum, sizeof sum);
}

/// `groups` times `pixels` neighbouring pixels whose taps are inside the image but for rows above and below it; what the zero point
/// takes away is known beforehand.
template <int pixels, Way way>
void depthwiseInside(const Int8DepthwiseRow& r, const TapRows& taps, std::int64_t channel, std::int64_t ow, std::int64_t groups) {
    const Ints offset = loadInts(r.offsets + taps.last * r.channels + channel) - loadInts(r.offsets + taps.first * r.channels + channel);
    const std::int64_t pixelBytes = r.strideWidth * r.channels, tapBytes = r.dilationWidth * r.channels, channels = r.channels;
    const std::int64_t lineBytes = r.dilationHeight * r.inWidth * channels, width = r.kernelWidth, height = taps.last - taps.first;
    const std::int64_t row = r.firstRow + taps.first * r.dilationHeight;
    const std::uint8_t* in = r.in + (row * r.inWidth + ow * r.strideWidth - r.padLeft) * channels + channel;
    const std::int32_t* const weights = r.weights + taps.first * width * channels + channel;
    std::int32_t* out = r.sums + ow * kInt8Padding + channel - r.firstChannel;
    for (std::int64_t group = 0; group < groups; ++group, in += pixels * pixelBytes, out += pixels * kInt8Padding) {
        Ints sums[pixels];
        for (int p = 0; p < pixels; ++p) sums[p] = offset;
        const std::uint8_t* line = in;
        const std::int32_t* weight = weights;
        for (std::int64_t kh = 0; kh < height; ++kh, line += lineBytes) {
            const std::uint8_t* tap = line;
            for (std::int64_t kw = 0; kw < width; ++kw, tap += tapBytes, weight += channels) {
                const Ints w = loadInts(weight);
                for (int p = 0; p < pixels; ++p) sums[p] = withProduct<way>(sums[p], loadBytes<isSignedWay(way)>(tap + p * pixelBytes), w);
            }
        }
        for (int p = 0; p < pixels; ++p) __builtin_memcpy(out + p * kInt8Padding, &sums[p], sizeof(Ints));
    }
}

template <bool isSigned>
void depthwiseTail(const Int8DepthwiseRow& r, std::int64_t channel) {
    for (std::int64_t ow = 0; ow < r.outWidth; ++ow)
        for (std::int64_t c = channel; c < r.lastChannel; ++c) {
            std::int32_t sum = 0;
            for (std::int64_t kh = 0; kh < r.kernelHeight; ++kh)
                for (std::int64_t kw = 0; kw < r.kernelWidth; ++kw) {
                    const std::int64_t ih = r.firstRow + kh * r.dilationHeight;
                    const std::int64_t iw = ow * r.strideWidth + kw * r.dilationWidth - r.padLeft;
                    if (ih < 0 || ih >= r.inHeight || iw < 0 || iw >= r.inWidth) continue;
                    const std::uint8_t byte = r.in[(ih * r.inWidth + iw) * r.channels + c];
                    const int data = isSigned ? static_cast<std::int8_t>(byte) : static_cast<int>(byte);
                    sum += (data - r.zeroPoint) * static_cast<std::int16_t>(r.weights[(kh * r.kernelWidth + kw) * r.channels + c]);
                }
            r.sums[ow * kInt8Padding + c - r.firstChannel] = sum;
        }
}

/// Pixels [first, last), all inside.
template <Way way>
void depthwiseSpan(const Int8DepthwiseRow& r, const TapRows& taps, std::int64_t channel, std::int64_t first, std::int64_t last) {
    const std::int64_t count = last - first;
    depthwiseInside<8, way>(r, taps, channel, first, count / 8);
    if (count & 4) depthwiseInside<4, way>(r, taps, channel, first + count / 8 * 8, 1);
    if (count & 2) depthwiseInside<2, way>(r, taps, channel, first + count / 4 * 4, 1);
    if (count & 1) depthwiseInside<1, way>(r, taps, channel, last - 1, 1);
}

template <Way way>
void depthwiseAll(const Int8DepthwiseRow& r) {
    const TapRows taps(r);
    const std::int64_t reach = (r.kernelWidth - 1) * r.dilationWidth;
    const auto isInside = [&](std::int64_t ow) {
        const std::int64_t left = ow * r.strideWidth - r.padLeft;
        return left >= 0 && left + reach < r.inWidth;
    };
    std::int64_t first = 0, last = r.outWidth;
    while (first < last && !isInside(first)) ++first;
    while (last > first && !isInside(last - 1)) --last;
    std::int64_t channel = r.firstChannel;
    for (; channel + kLanes <= r.lastChannel; channel += kLanes) {
        for (std::int64_t ow = 0; ow < first; ++ow) depthwiseEdge<way>(r, taps, channel, ow);
        depthwiseSpan<way>(r, taps, channel, first, last);
        for (std::int64_t ow = last; ow < r.outWidth; ++ow) depthwiseEdge<way>(r, taps, channel, ow);
    }
    if (channel < r.lastChannel) depthwiseTail<isSignedWay(way)>(r, channel);
}

void depthwiseRow(const Int8DepthwiseRow& r) {
    if (r.isSigned) depthwiseAll<Way::Signed>(r);
    else depthwiseAll<Way::Unsigned>(r);
}

#if defined(__AVX512F__)
void depthwiseRowVnni(const Int8DepthwiseRow& r) {
    if (r.isSigned) depthwiseAll<Way::SignedVnni>(r);
    else depthwiseAll<Way::UnsignedVnni>(r);
}
#endif

}  // namespace

#if defined(__AVX512F__)
extern constinit const Int8DepthwiseIsa int8DepthwiseIsa = {&depthwiseRow, &depthwiseRowVnni};
#else
extern constinit const Int8DepthwiseIsa int8DepthwiseIsa = {&depthwiseRow, nullptr};
#endif

}  // namespace planscope::kernels::cpu::PS_ISA
