// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/onednn/prepared_primitive.h"

#include <algorithm>
#include <cstring>

namespace planscope::kernels::onednn {
namespace {

/// Copies with all OpenMP threads where there is enough to share.
void copyBytes(void* to, const void* from, std::size_t bytes) {
    constexpr std::size_t kPiece = 128 * 1024;
    if (bytes <= kPiece) {
        std::memcpy(to, from, bytes);
        return;
    }
    const auto pieces = static_cast<std::int64_t>((bytes + kPiece - 1) / kPiece);
#pragma omp parallel for schedule(static)
    for (std::int64_t i = 0; i < pieces; ++i) {
        const std::size_t at = static_cast<std::size_t>(i) * kPiece;
        std::memcpy(static_cast<char*>(to) + at, static_cast<const char*>(from) + at, std::min(kPiece, bytes - at));
    }
}

}  // namespace

PreparedPrimitive::PreparedPrimitive(dnnl::engine engine, dnnl::primitive primitive)
    : m_engine(std::move(engine)), m_stream(m_engine), m_primitive(std::move(primitive)) {}

void PreparedPrimitive::bind(int argument, dnnl::memory memory, int source) {
    m_arguments.push_back({argument, memory.get()});
    m_memories.push_back(std::move(memory));
    m_slots.push_back({source});
}

void PreparedPrimitive::bindInput(int argument, const dnnl::memory::desc& desc, int input) {
    bind(argument, dnnl::memory(desc, m_engine, DNNL_MEMORY_NONE), input);
}

void PreparedPrimitive::bindOutput(const dnnl::memory::desc& desc) {
    bind(DNNL_ARG_DST, dnnl::memory(desc, m_engine, DNNL_MEMORY_NONE), kOutput);
}

void PreparedPrimitive::bindWorkspace(const dnnl::memory::desc& desc) {
    if (desc.get_size() > 0) bind(DNNL_ARG_SCRATCHPAD, dnnl::memory(desc, m_engine, DNNL_MEMORY_NONE), kWorkspace);
}

void PreparedPrimitive::bindConstant(int argument, PackedConstant constant) {
    bind(argument, std::move(constant.memory), kConstant);
    m_residentBytes += constant.ownBytes;
}

KernelStatus PreparedPrimitive::run(std::span<const TensorView> inputs, const TensorView& output, void* workspace) noexcept {
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        Slot& slot = m_slots[i];
        if (slot.source == kConstant) continue;
        void* const data = slot.source == kOutput      ? output.data
                           : slot.source == kWorkspace ? workspace
                                                       : inputs[static_cast<std::size_t>(slot.source)].data;
        if (data == slot.last) continue;
        if (dnnl_memory_set_data_handle(m_memories[i].get(), data) != dnnl_success) return KernelStatus::BackendFailed;
        slot.last = data;
    }
    if (m_copiedInput >= 0) copyBytes(output.data, inputs[static_cast<std::size_t>(m_copiedInput)].data, output.bytes());
    const dnnl_status_t status = dnnl_primitive_execute(m_primitive.get(), m_stream.get(),
                                                        static_cast<int>(m_arguments.size()), m_arguments.data());
    return status == dnnl_success ? KernelStatus::Ok : KernelStatus::BackendFailed;
}

}  // namespace planscope::kernels::onednn
