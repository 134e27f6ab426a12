// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/devices/variant_run.h"

#include "engine/base/check.h"
#include "engine/devices/adapted_tactic.h"
#include "engine/network/evaluate.h"
#include "kernels/reference/reformat.h"

#include <algorithm>
#include <cstring>

namespace planscope {
namespace {

constexpr std::size_t kGuardBytes = 256;
constexpr std::byte kPoison{0xff};  // as floats: NaN

/// Device memory of a known size with guard bytes behind.
struct Guarded {
    std::unique_ptr<DeviceMemory> memory;
    std::size_t bytes = 0;

    static Result<Guarded> make(const Device& device, Stream& stream, std::size_t bytes) {
        Guarded out;
        PS_ASSIGN(out.memory, device.allocate(bytes + kGuardBytes));
        out.bytes = bytes;
        const std::vector<std::byte> poison(bytes + kGuardBytes, kPoison);
        PS_CHECK(stream.copyToDevice(out.memory->address(), poison) == KernelStatus::Ok, Code::Device, "copy failed");
        return out;
    }
    std::vector<std::byte> read(Stream& stream) const {
        std::vector<std::byte> out(bytes + kGuardBytes);
        (void)stream.copyToHost(out, memory->address());
        return out;
    }
    bool guardsHold(Stream& stream) const {
        const auto all = read(stream);
        return std::all_of(all.begin() + static_cast<std::ptrdiff_t>(bytes), all.end(), [](std::byte b) { return b == kPoison; });
    }
};

/// `value` laid out in `format`.
std::vector<std::byte> inFormat(const Constant& value, Format format) {
    std::vector<std::byte> out(storageBytes(value.type(), value.dims(), format));
    (void)kernels::reference::reformat(value.view(), {out.data(), value.type(), value.dims(), format});
    return out;
}

struct Buffers {
    std::vector<Guarded> inputs, outputs;
    std::vector<DeviceAddress> inputAddresses, outputAddresses;
    Guarded workspace;
};

ConstantPtr valueOf(const layer_tests::BuiltCase& built, TensorId id) {
    const auto& ids = built.network.inputs();
    const auto at = std::ranges::find(ids, id);
    return at == ids.end() ? built.network.tensor(id).constant : built.inputs[static_cast<std::size_t>(at - ids.begin())];
}

Result<Buffers> makeBuffers(const layer_tests::BuiltCase& built, const Device& device, Stream& stream, const Problem& problem,
                            const TacticVariant& variant) {
    Buffers buffers;
    const Layer& layer = built.layer();
    for (std::size_t i = 0; i < problem.inputs.size(); ++i) {
        const ConstantPtr value = valueOf(built, layer.inputs[i]);
        const std::vector<std::byte> bytes = inFormat(*value, variant.formats.inputs[i]);
        PS_ASSIGN(Guarded memory, Guarded::make(device, stream, bytes.size()));
        PS_CHECK(stream.copyToDevice(memory.memory->address(), bytes) == KernelStatus::Ok, Code::Device, "copy failed");
        buffers.inputAddresses.push_back(problem.inputs[i].constant ? DeviceAddress{} : memory.memory->address());
        buffers.inputs.push_back(std::move(memory));
    }
    for (std::size_t i = 0; i < problem.outputs.size(); ++i) {
        const ProblemTensor& tensor = problem.outputs[i];
        PS_ASSIGN(Guarded memory,
                  Guarded::make(device, stream, storageBytes(tensor.type, tensor.dims, variant.formats.outputs[i])));
        buffers.outputAddresses.push_back(memory.memory->address());
        buffers.outputs.push_back(std::move(memory));
    }
    PS_ASSIGN(buffers.workspace, Guarded::make(device, stream, variant.workspaceBytes));
    return buffers;
}

Status checkMemory(const layer_tests::BuiltCase& built, Stream& stream, const Buffers& buffers, const TacticVariant& variant) {
    PS_CHECK(buffers.workspace.guardsHold(stream), Code::Bug, "bytes behind the workspace of {} were written", variant.workspaceBytes);
    for (const Guarded& output : buffers.outputs) PS_CHECK(output.guardsHold(stream), Code::Bug, "bytes behind an output were written");
    for (std::size_t i = 0; i < buffers.inputs.size(); ++i) {
        const auto expected = inFormat(*valueOf(built, built.layer().inputs[i]), variant.formats.inputs[i]);
        const auto actual = buffers.inputs[i].read(stream);
        PS_CHECK(std::equal(expected.begin(), expected.end(), actual.begin()), Code::Bug, "input {} was changed", i);
    }
    return {};
}

/// The Linear value in `bytes`; padding lanes must be zero.
Result<ConstantPtr> linearValue(const ProblemTensor& tensor, Format format, std::vector<std::byte> bytes) {
    HostTensor out = HostTensor::make(tensor.type, tensor.dims);
    (void)kernels::reference::reformat({bytes.data(), tensor.type, tensor.dims, format}, out.view);
    const ConstantPtr value = Constant::own(tensor.type, tensor.dims, std::move(out.bytes));
    const std::vector<std::byte> clean = inFormat(*value, format);
    PS_CHECK(std::equal(clean.begin(), clean.end(), bytes.begin()), Code::Bug, "padding lanes of the output are not zero");
    return value;
}

/// The values that a kind whose extents depend on data wrote into buffers of its bound.
Result<std::vector<ConstantPtr>> shrunk(const LayerDef& def, std::vector<ConstantPtr> values) {
    std::vector<TensorView> views;
    for (const ConstantPtr& value : values) views.push_back(value->view());
    PS_ASSIGN(const std::vector<Dims> dims, writtenExtents(def, views));
    for (std::size_t i = 0; i < dims.size(); ++i) {
        views[i].dims = dims[i];
        values[i] = Constant::borrow(views[i].type, dims[i], values[i]->bytes().first(views[i].bytes()), values[i]);
    }
    return values;
}

}  // namespace

Problem problemOf(const layer_tests::BuiltCase& built, int threads) {
    const Layer& layer = built.layer();
    Problem problem{layer.def, layer.attrs, {}, {}, layer.epilogue, layer.epilogueInputs, threads};
    const auto describe = [&](TensorId id, bool mayBeKnown) {
        const Tensor& t = built.network.tensor(id);
        return ProblemTensor{t.type, t.dims, mayBeKnown ? t.constant.get() : nullptr};
    };
    for (const TensorId id : layer.inputs) problem.inputs.push_back(describe(id, true));
    for (const TensorId id : layer.outputs) problem.outputs.push_back(describe(id, false));
    if (!layer.def->bound) return problem;
    const std::vector<TensorInfo> infos = problem.anchorInfos();
    const auto bound = layer.def->bound(LayerView(*layer.def, layer.attrs, infos));
    for (std::size_t i = 0; bound && i < bound->size(); ++i) problem.outputs[i] = {(*bound)[i].type, (*bound)[i].dims, nullptr};
    return problem;
}

Result<std::vector<ConstantPtr>> runVariant(const layer_tests::BuiltCase& built, const Device& device, const Problem& problem,
                                            const TacticDef& tactic, const TacticVariant& variant) {
    PS_ASSIGN(const std::unique_ptr<Kernel> kernel, AdaptedProblem(problem).lower(tactic, variant, device.info()));
    const std::unique_ptr<Stream> stream = device.createStream();
    std::vector<std::vector<std::byte>> first;
    std::vector<ConstantPtr> values;
    for (int run = 0; run < 2; ++run) {
        PS_ASSIGN(const Buffers buffers, makeBuffers(built, device, *stream, problem, variant));
        const KernelArgs args{buffers.inputAddresses, buffers.outputAddresses, buffers.workspace.memory->address()};
        PS_CHECK(stream->launch(*kernel, args) == KernelStatus::Ok && stream->synchronize() == KernelStatus::Ok, Code::Device,
                 "the kernel failed");
        PS_TRY(checkMemory(built, *stream, buffers, variant));
        for (std::size_t i = 0; i < buffers.outputs.size(); ++i) {
            std::vector<std::byte> bytes = buffers.outputs[i].read(*stream);
            if (run == 1) {
                PS_CHECK(bytes == first[i], Code::Bug, "the second run gave other bits in output {}", i);
                continue;
            }
            first.push_back(bytes);
            PS_ASSIGN(ConstantPtr value, linearValue(problem.outputs[i], variant.formats.outputs[i], std::move(bytes)));
            values.push_back(std::move(value));
        }
    }
    return problem.def->bound ? shrunk(*problem.def, values) : values;
}

}  // namespace planscope
