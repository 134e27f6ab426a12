// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/onednn/dnnl_memory.h"

#include "kernels/cpu/onednn/winograd_weights.h"

namespace planscope::kernels::onednn {
namespace {

using Tag = dnnl::memory::format_tag;
using Type = dnnl::memory::data_type;

constexpr Tag kLinearTags[] = {Tag::a, Tag::ab, Tag::abc, Tag::abcd, Tag::abcde, Tag::abcdef};
constexpr Tag kLastTags[] = {Tag::nwc, Tag::nhwc, Tag::ndhwc};
constexpr Tag kBlocked4Tags[] = {Tag::nCw4c, Tag::nChw4c, Tag::nCdhw4c};
constexpr Tag kBlocked8Tags[] = {Tag::nCw8c, Tag::nChw8c, Tag::nCdhw8c};
constexpr Tag kBlocked16Tags[] = {Tag::nCw16c, Tag::nChw16c, Tag::nCdhw16c};

Tag tagOf(int rank, Format format) {
    if (format.isLinear()) return rank >= 1 && rank <= 6 ? kLinearTags[rank - 1] : Tag::undef;
    if (rank < 3 || rank > 5) return Tag::undef;
    if (format == Format::channelLast()) return kLastTags[rank - 3];
    if (format == Format::channelBlocked(4)) return kBlocked4Tags[rank - 3];
    if (format == Format::channelBlocked(8)) return kBlocked8Tags[rank - 3];
    if (format == Format::channelBlocked(16)) return kBlocked16Tags[rank - 3];
    return Tag::undef;
}

Type typeOf(DataType type) {
    if (type == DataType::Float) return Type::f32;
    if (type == DataType::Int32) return Type::s32;
    if (type == DataType::Int8) return Type::s8;
    if (type == DataType::UInt8) return Type::u8;
    return Type::undef;
}

}  // namespace

std::string libraryVersion() {
    const dnnl_version_t* const v = dnnl_version();
    return std::to_string(v->major) + '.' + std::to_string(v->minor) + '.' + std::to_string(v->patch);
}

void disableCache() { (void)dnnl_set_primitive_cache_capacity(0); }

dnnl::memory::dims toDnnl(const Dims& dims) { return {dims.begin(), dims.end()}; }

dnnl::memory::desc descOf(DataType type, const Dims& dims, Format format) {
    const Tag tag = tagOf(dims.rank, format);
    const Type element = typeOf(type);
    if (tag == Tag::undef || element == Type::undef) return {};
    return {toDnnl(dims), element, tag, true};
}

dnnl::memory::desc broadcastDesc(const Dims& dims, int rank) {
    Dims full = Dims::filled(rank, 1);
    for (int i = 0; i < dims.rank; ++i) full[rank - dims.rank + i] = dims[i];
    return descOf(DataType::Float, full, Format::linear());
}

PackedConstant packed(const TensorView& from, const dnnl::memory::desc& source, const dnnl::memory::desc& target,
                      const dnnl::engine& engine) {
    if (source == target) return {dnnl::memory(target, engine, from.data)};
    dnnl::memory out(target, engine);
    const std::size_t bytes = target.get_size();
    if (isTransformed(target) && from.format.isLinear()) {
        transformWeights(from.as<float>(), target, static_cast<float*>(out.get_data_handle()));
        return {std::move(out), bytes};
    }
    const dnnl::memory original(source, engine, from.data);
    dnnl::stream stream(engine);
    dnnl::reorder(original, out).execute(stream, const_cast<dnnl::memory&>(original), out);
    stream.wait();
    return {std::move(out), bytes};
}

}  // namespace planscope::kernels::onednn
