// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/onednn/dnnl_memory.h"

namespace planscope::kernels::onednn {

/// A oneDNN primitive with its argument list. Only addresses change from run to run, and they are handed over only when
/// they differ from those of the last run, because oneDNN clears padding lanes each time it gets one.
class PreparedPrimitive final : public Primitive {
public:
    PreparedPrimitive(dnnl::engine engine, dnnl::primitive primitive);

    void bindInput(int argument, const dnnl::memory::desc& desc, int input);
    void bindOutput(const dnnl::memory::desc& desc);
    void bindWorkspace(const dnnl::memory::desc& desc);
    void bindConstant(int argument, PackedConstant constant);
    /// Before each run the output becomes a copy of this input, for primitives that add into their output.
    void copyFirst(int input) { m_copiedInput = input; }

    KernelStatus run(std::span<const TensorView> inputs, const TensorView& output, void* workspace) noexcept override;
    std::size_t residentBytes() const override { return m_residentBytes; }

private:
    static constexpr int kOutput = -1, kWorkspace = -2, kConstant = -3;
    struct Slot {
        int source;  ///< number of an input, or one of the constants above
        void* last = nullptr;
    };
    void bind(int argument, dnnl::memory memory, int source);

    dnnl::engine m_engine;
    dnnl::stream m_stream;
    dnnl::primitive m_primitive;
    std::vector<dnnl::memory> m_memories;
    std::vector<dnnl_exec_arg_t> m_arguments;
    std::vector<Slot> m_slots;
    int m_copiedInput = -1;
    std::size_t m_residentBytes = 0;
};

}  // namespace planscope::kernels::onednn
