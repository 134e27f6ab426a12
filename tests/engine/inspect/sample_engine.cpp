// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/inspect/sample_engine.h"

#include "engine/layers/convolution.h"
#include "engine/layers/layer_table.h"
#include "engine/layers/reduce.h"
#include "engine/layers/reformat.h"
#include "engine/network/pointwise_text.h"

#include <vector>

namespace planscope::inspect_tests {

Network sampleNetwork() {
    Network network;
    network.name = "sample";
    const OriginId conv = network.addOrigin({"Conv_0", "Conv"}), relu = network.addOrigin({"Relu_1", "Relu"}),
                   mean = network.addOrigin({"Mean_2", "ReduceMean"});
    const TensorId x = network.addInput("x", DataType::Float, {1, 4, 8, 8});
    const std::vector<float> values(16 * 4 * 3 * 3, 0.25F);
    const TensorId w = network.addConstant("w", Constant::ofFloats({16, 4, 3, 3}, values));
    layers::convolution::Attrs window;
    window.prePadding = window.postPadding = {1, 1};
    const LayerId convolution = *network.addLayer({.name = "conv",
                                                   .def = &layers::convolution::def,
                                                   .attrs = Attrs::of(window),
                                                   .inputs = {x, w},
                                                   .epilogue = *parsePointwise("relu(i0)"),
                                                   .origins = {conv, relu},
                                                   .outputNames = {"y"}});
    const LayerId reduce = *network.addLayer({.name = "mean",
                                              .def = &layers::reduce::def,
                                              .attrs = Attrs::of(layers::reduce::Attrs{.kind = ReduceKind::Avg, .axes = 12, .keepDims = true}),
                                              .inputs = {network.layer(convolution).outputs.front()},
                                              .origins = {mean},
                                              .outputNames = {"z"}});
    network.markOutput("out", network.layer(reduce).outputs.front());
    return network;
}

Engine sampleEngine() {
    const Network network = sampleNetwork();
    const Layer& conv = network.layer(LayerId(0));
    const Layer& mean = network.layer(LayerId(1));
    Engine engine;
    engine.name = "sample";
    engine.deviceId = "cpu";
    engine.deviceFingerprint = "test";
    engine.threads = 2;
    engine.origins = network.origins();
    engine.modelHash = 0x1234;
    const auto tensor = [&](std::string name, const Dims& dims, Format format, Placement placement, std::uint64_t offset) {
        engine.tensors.push_back({.name = std::move(name), .type = DataType::Float, .dims = dims, .format = format, .placement = placement, .offset = offset, .constant = nullptr});
    };
    tensor("x", {1, 4, 8, 8}, Format::linear(), Placement::Input, 0);
    tensor("w", {16, 4, 3, 3}, Format::linear(), Placement::Constant, 0);
    engine.tensors.back().constant = network.tensor(conv.inputs[1]).constant;
    tensor("y", {1, 16, 8, 8}, Format::channelBlocked(8), Placement::Arena, 0);
    tensor("y linear", {1, 16, 8, 8}, Format::linear(), Placement::Arena, 4096);
    tensor("z", {1, 16, 1, 1}, Format::linear(), Placement::Output, 0);
    const Format linear = Format::linear(), blocked = Format::channelBlocked(8);
    EngineStep first{.name = "Conv_0 + Relu_1", .def = conv.def, .attrs = conv.attrs, .epilogue = conv.epilogue, .inputs = {0, 1}, .outputs = {2},
                     .tactic = "convolution.cpu.onednn", .variant = {"jit:avx2", {{linear, linear}, {blocked}}, 1000}, .workspaceOffset = 8192, .origins = conv.origins};
    EngineStep second{.name = "Reformatting CopyNode for Input Tensor 0 to Mean_2", .def = &layers::reformat::def,
                      .attrs = Attrs::of(NoAttrs{}), .epilogue = {}, .inputs = {2}, .outputs = {3}, .tactic = "reformat.cpu.blocked",
                      .variant = {"avx2", {{blocked}, {linear}}, 0}, .origins = mean.origins};
    EngineStep third{.name = "Mean_2", .def = mean.def, .attrs = mean.attrs, .epilogue = {}, .inputs = {3}, .outputs = {4}, .tactic = "reduce.reference",
                     .variant = {"", {{linear}, {linear}}, 0}, .origins = mean.origins};
    engine.steps = {first, second, third};
    engine.inputs = {{"x", 0}};
    engine.outputs = {{"out", 4}};
    engine.arenaBytes = 9216;
    engine.arenaLowerBound = 8192;
    return engine;
}

BuildRecord sampleRecord() {
    const Format linear = Format::linear(), blocked = Format::channelBlocked(8);
    BuildRecord record;
    CandidateRecord chosen{.tactic = "convolution.cpu.onednn", .algorithm = "jit:avx2", .formats = {{linear, linear}, {blocked}}, .verdict = accept()};
    chosen.medianNs = 1000;
    chosen.samples = 20;
    chosen.chosen = true;
    CandidateRecord slower{.tactic = "convolution.cpu.onednn", .algorithm = "gemm:jit", .formats = {{linear, linear}, {linear}}, .verdict = accept()};
    slower.medianNs = 1140;
    slower.samples = 20;
    CandidateRecord hopeless{.tactic = "convolution.cpu.onednn", .algorithm = "ref:any", .formats = {}, .verdict = reject(Reason::TooSlow, "the first sample took 30 times as long")};
    hopeless.medianNs = 30'000;
    const CandidateRecord refused{.tactic = "convolution.cpu.depthwise", .algorithm = "", .formats = {}, .verdict = reject(Reason::Attribute, "groups is 1")};
    const CandidateRecord untried{.tactic = "convolution.reference", .algorithm = "", .formats = {}, .verdict = reject(Reason::NotTried, "level 3")};
    record.layers.push_back({"Conv_0 + Relu_1", "convolution", {chosen, slower, hopeless, refused, untried}, "fastest; 14 % ahead of gemm:jit"});
    record.stages = {{"passes", 2e6}, {"tactics", 3e9}};
    record.tacticsTimed = 3;
    return record;
}

inspect::ProfileSnapshot awkwardProfile(int layers, int inferences) {
    inspect::ProfileSnapshot out;
    out.model = "a \"quoted\" <model> & 'co', Ω.onnx";
    out.device = "cpu";
    out.threads = 2;
    inspect::TimelineLane whole{.name = "Inference"}, steps{.name = "cpu, \"2\" <threads>"};
    for (int i = 0; i < layers; ++i) {
        inspect::LayerRow row{.name = "layer \"" + std::to_string(i) + "\", </script><b>&\x01\n\xff", .kind = "convolution", .tactic = "convolution.cpu.onednn", .algorithm = "jit:avx2"};
        row.step = i;
        row.onnxNodes = {"/a/Conv_" + std::to_string(i), "/a/Relu, \"x\""};
        row.medianNs = 1000 + i % 17;
        row.minNs = 990;
        row.p95Ns = 1100;
        row.share = 1.0 / layers;
        row.flops = 1e6;
        row.bytes = 4096;
        row.outputShape = "1x64x56x56";
        row.inputFormats = row.outputFormats = "nchw8c";
        out.layers.push_back(row);
        inspect::LayerCandidates candidates{.reasonChosen = "fastest <of> all"};
        for (int c = 0; c < 8; ++c) {
            inspect::CandidateRow candidate{.tactic = "convolution.cpu.onednn", .algorithm = "jit:avx2", .formats = "nchw8c → nchw8c"};
            candidate.medianNs = c < 4 ? 1000 + 100 * c : -1;
            candidate.status = c == 0 ? "chosen" : "refused";
            candidate.reason = "needs AVX-512, this processor has only AVX2 & \"FMA\"";
            candidate.chosen = c == 0;
            candidates.rows.push_back(candidate);
        }
        out.candidates.push_back(candidates);
        out.memory.push_back({i, static_cast<std::uint64_t>(1000 + 10 * i)});
    }
    std::int64_t now = 1'000'000'001;
    for (int n = 0; n < inferences; ++n) {
        const std::int64_t begin = now;
        for (int i = 0; i < layers; ++i, now += 1001) steps.slices.push_back({now, now + 1000, i});
        whole.slices.push_back({begin, now, -1});
        out.latenciesNs.push_back(static_cast<double>(now - begin + n % 13 * 1000));
        now += 5000;
    }
    if (inferences > 0) out.lanes = {whole, steps};
    out.layerSumNs = 1000.0 * layers;
    out.wallNs = 1001.0 * layers;
    out.arenaBytes = 20'000;
    out.arenaLowerBound = 19'000;
    out.environment = {{"Command line", "planexec <x> & \"y\""}};
    out.stages = {{"tactics", "3.00 s"}};
    return out;
}

}  // namespace planscope::inspect_tests
