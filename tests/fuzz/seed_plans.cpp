// SPDX-License-Identifier: Apache-2.0
// seed_plans FOLDER FILE...: writes a plan of today's format for each text network, as a seed for plan_reader. Nothing is chosen
// or planned well: every step is in Linear format, every tensor has memory of its own.
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"
#include "engine/plan/plan_file.h"

#include <cstdio>
#include <fstream>
#include <iterator>

using namespace planscope;

namespace {

constexpr std::uint64_t kAlignment = 64;

Placement placementOf(const Network& network, TensorId id) {
    if (network.tensor(id).constant && !network.producer(id).valid()) return Placement::Constant;
    if (network.tensor(id).isInput) return Placement::Input;
    return network.isOutput(id) ? Placement::Output : Placement::Arena;
}

EngineTensor tensorOf(const Network& network, TensorId id, std::uint64_t& arena) {
    const Tensor& tensor = network.tensor(id);
    EngineTensor out;
    out.name = tensor.name;
    out.type = tensor.type;
    out.dims = tensor.dims;
    out.placement = placementOf(network, id);
    if (out.placement == Placement::Constant) out.constant = tensor.constant;
    if (out.placement != Placement::Arena || !tensor.dims.isStatic()) return out;
    out.offset = arena;
    arena += (out.bytes() + kAlignment - 1) / kAlignment * kAlignment;
    return out;
}

EngineStep stepOf(const Layer& layer) {
    EngineStep out;
    out.name = layer.name;
    out.def = layer.def;
    out.attrs = layer.attrs;
    out.epilogue = layer.epilogue;
    out.epilogueInputs = layer.epilogueInputs;
    for (const TensorId id : layer.inputs) out.inputs.push_back(static_cast<std::uint32_t>(id.index()));
    for (const TensorId id : layer.outputs) out.outputs.push_back(static_cast<std::uint32_t>(id.index()));
    out.tactic = std::string(layer.def->kind.name) + ".cpu.reference";
    out.variant.algorithm = "scalar";
    out.variant.formats.inputs.resize(layer.inputs.size());
    out.variant.formats.outputs.resize(layer.outputs.size());
    return out;
}

Engine engineOf(const Network& network) {
    Engine out;
    out.name = network.name;
    out.deviceId = "cpu";
    out.deviceFingerprint = "seed";
    for (std::size_t i = 0; i < network.tensorCount(); ++i) out.tensors.push_back(tensorOf(network, TensorId(i), out.arenaBytes));
    for (const LayerId id : network.topologicalOrder()) out.steps.push_back(stepOf(network.layer(id)));
    for (const TensorId id : network.inputs()) out.inputs.push_back({network.tensor(id).name, static_cast<std::uint32_t>(id.index())});
    for (const NetworkOutput& output : network.outputs()) out.outputs.push_back({output.name, static_cast<std::uint32_t>(output.tensor.index())});
    return out;
}

/// False where the file is no network or has no plan, as an open one has none here.
bool convert(const std::filesystem::path& folder, const std::filesystem::path& file) {
    std::ifstream in(file);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const Result<Network> network = parseNetwork(text, layers::table());
    if (!network) return false;
    const std::vector<std::byte> plan = serializePlan(engineOf(*network));
    if (!parsePlan(plan, nullptr, layers::table())) return false;
    const std::string name = file.parent_path().filename().string() + "_" + file.stem().string() + ".plan";
    return writePlan(folder / name, engineOf(*network)).has_value();
}

}  // namespace

int main(int argc, char** argv) {
    int plans = 0;
    for (int i = 2; i < argc; ++i) plans += convert(argv[1], argv[i]) ? 1 : 0;
    std::printf("%d plans of %d networks\n", plans, argc - 2);
    return plans > 0 ? 0 : 1;
}
