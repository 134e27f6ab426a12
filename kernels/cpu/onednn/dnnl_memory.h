// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/onednn/primitive.h"

#include <dnnl.hpp>

/// Between our tensors and oneDNN's memory objects. Only for the .cpp files of this folder.
namespace planscope::kernels::onednn {

dnnl::memory::dims toDnnl(const Dims& dims);

/// @pre rank 1 to 6 (Linear) or 3 to 5 (channel formats of 1, 4, 8 or 16 lanes), Float, Int32, Int8 or UInt8;
///      an empty descriptor otherwise
dnnl::memory::desc descOf(DataType type, const Dims& dims, Format format);
inline dnnl::memory::desc descOf(const TensorView& view) { return descOf(view.type, view.dims, view.format); }

/// `dims` with ones in front up to `rank`, Linear: how operands that broadcast are described.
dnnl::memory::desc broadcastDesc(const Dims& dims, int rank);

inline dnnl::memory::desc anyDesc(const Dims& dims) {
    return {toDnnl(dims), dnnl::memory::data_type::f32, dnnl::memory::format_tag::any};
}

/// A constant of a primitive.
struct PackedConstant {
    dnnl::memory memory;
    std::size_t ownBytes = 0;  ///< 0: it lies where it was, in the layout that the primitive wants
};

/// `from`, laid out as `target`; not copied where it is already.
PackedConstant packed(const TensorView& from, const dnnl::memory::desc& source, const dnnl::memory::desc& target,
                      const dnnl::engine& engine);

/// Runs `make`, which may throw dnnl::error; a thrown error becomes its text.
template <class Make>
auto guarded(Make make) -> decltype(make()) {
    try {
        return make();
    } catch (const dnnl::error& error) {
        return tl::unexpected<std::string>(std::string("oneDNN refuses: ") + error.what());
    }
}

}  // namespace planscope::kernels::onednn
