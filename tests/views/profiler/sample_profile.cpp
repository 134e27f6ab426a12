// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/profiler/sample_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace planscope::tests {
namespace {

using namespace inspect;

/// Uniform in [0, 1), the same on every standard library.
class Noise {
public:
    double next() { return static_cast<double>(m_engine()) / 4294967296.0; }

private:
    std::mt19937 m_engine{20240607};
};

struct Block {
    int channels, size, repeats;
};
constexpr Block kBlocks[] = {{64, 56, 3}, {128, 28, 4}, {256, 14, 6}, {512, 7, 3}};

LayerRow convolution(const std::string& name, int channels, int size, int kernel, bool isResidual) {
    LayerRow row{.name = name + " + relu", .kind = "convolution", .tactic = "convolution.cpu.onednn"};
    row.algorithm = kernel == 1 ? "jit_1x1:avx2" : "jit:avx2";
    row.inputFormats = row.outputFormats = "nchw8c";
    row.outputShape = fmt::format("1x{}x{}x{}", channels, size, size);
    row.dataType = "f32";
    row.category = Category::Convolution;
    row.flops = 2.0 * channels * channels * kernel * kernel * size * size / (kernel == 7 ? 20 : 4);
    row.bytes = 8.0 * channels * size * size + 4.0 * channels * channels * kernel * kernel;
    row.onnxNodes = {"/" + name + "/Conv", "/" + name + "/Relu"};
    if (isResidual) row.onnxNodes.insert(row.onnxNodes.begin() + 1, "/" + name + "/Add");
    row.workspaceBytes = kernel == 1 ? 0 : 147456;
    return row;
}

LayerRow simple(const char* name, const char* kind, Category category, const char* shape, double flops) {
    LayerRow row{.name = name, .kind = kind, .tactic = std::string(kind) + ".cpu.rows", .algorithm = "avx2"};
    row.inputFormats = row.outputFormats = "linear";
    row.outputShape = shape;
    row.dataType = "f32";
    row.category = category;
    row.flops = flops;
    row.bytes = flops / 2;
    row.onnxNodes = {std::string("/") + name};
    return row;
}

std::vector<LayerRow> makeLayers(int count) {
    std::vector<LayerRow> rows;
    LayerRow reformat = simple("Reformatting CopyNode for Input Tensor 0 to conv1", "reformat", Category::Reformat, "1x3x224x224", 150528);
    reformat.outputFormats = "nchw8c";
    rows.push_back(reformat);
    rows.push_back(convolution("conv1", 64, 112, 7, false));
    rows.push_back(simple("maxpool", "pooling", Category::Pooling, "1x64x56x56", 1.8e6));
    int stage = 1;
    for (const Block& block : kBlocks) {
        for (int i = 0; i < block.repeats; ++i) {
            const std::string prefix = fmt::format("layer{}.{}", stage, i);
            rows.push_back(convolution(prefix + "/conv1", block.channels, block.size, 1, false));
            rows.push_back(convolution(prefix + "/conv2", block.channels, block.size, 3, false));
            rows.push_back(convolution(prefix + "/conv3", block.channels * 4, block.size, 1, true));
        }
        ++stage;
    }
    rows.push_back(simple("avgpool", "reduce", Category::Reduction, "1x2048x1x1", 1e5));
    rows.push_back(simple("fc <\"&'1000> classifier, last", "matrix_multiply", Category::MatrixMultiply, "1x1000", 4.1e6));
    rows.push_back(simple("softmax", "softmax", Category::Normalization, "1x1000", 5000));
    for (std::size_t i = 0; static_cast<int>(rows.size()) < count; ++i) {
        rows.push_back(rows[3 + i % 40]);
        rows.back().name += fmt::format(" copy {}", i);
    }
    rows.resize(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].step = static_cast<std::int32_t>(i);
        rows[i].origins = {static_cast<std::uint32_t>(2 * i), static_cast<std::uint32_t>(2 * i + 1)};
    }
    return rows;
}

double expectedNs(const LayerRow& row) { return 2500 + row.flops / 85.0 + row.bytes / 25.0; }

LayerCandidates candidatesOf(const LayerRow& row) {
    LayerCandidates out;
    if (row.kind == "reformat") return out;
    const double best = expectedNs(row);
    out.reasonChosen = "fastest in this format; 12 % ahead of " + row.tactic + " gemm:jit";
    const auto add = [&](const char* tactic, const char* algorithm, const char* formats, double factor, const char* status, const char* reason) {
        CandidateRow candidate{.tactic = tactic, .algorithm = algorithm, .formats = formats};
        candidate.medianNs = factor > 0 ? best * factor : -1;
        candidate.minNs = factor > 0 ? best * factor * 0.97 : -1;
        candidate.samples = factor > 0 ? 24 : 0;
        candidate.workspaceBytes = factor > 1.2 ? 1474560 : 0;
        candidate.status = status;
        candidate.reason = reason;
        candidate.chosen = std::string_view(status) == "chosen";
        out.rows.push_back(candidate);
    };
    add(row.tactic.c_str(), row.algorithm.c_str(), "nchw8c → nchw8c", 1, "chosen", "");
    add(row.tactic.c_str(), "gemm:jit", "linear → linear", 1.12, "12 % slower", "");
    add(row.tactic.c_str(), "jit:sse41", "nchw8c → nchw8c", 2.71, "171 % slower", "");
    add(row.tactic.c_str(), "ref:any", "linear → linear", 212.5, "stopped early", "the first sample took 212 times as long as the best so far");
    add("convolution.cpu.depthwise", "", "", -1, "refused", "groups is 1, this kernel needs one group per channel");
    add("convolution.cpu.onednn", "jit:avx512_core", "nchw16c → nchw16c", -1, "refused", "needs AVX-512, this processor has AVX2");
    add("convolution.reference", "", "linear → linear", -1, "not tried", "left out at optimisation level 3");
    return out;
}

void addTimes(ProfileSnapshot& out, int inferences) {
    Noise noise;
    std::vector<std::vector<double>> times(out.layers.size());
    TimelineLane whole{.name = "Inference"}, steps{.name = "cpu (2 threads)"};
    std::int64_t now = 0;
    std::vector<double> walls;
    for (int i = 0; i < inferences; ++i) {
        const std::int64_t begin = now;
        const double slow = noise.next() < 0.02 ? 1.5 + noise.next() : 1;
        const double drift = 1 + 0.12 * noise.next() * noise.next() * noise.next();
        now += 900;
        for (std::size_t s = 0; s < out.layers.size(); ++s) {
            const double ns = expectedNs(out.layers[s]) * slow * drift * (0.98 + 0.05 * noise.next() * noise.next());
            steps.slices.push_back({now, now + static_cast<std::int64_t>(ns), static_cast<std::int32_t>(s)});
            times[s].push_back(static_cast<double>(static_cast<std::int64_t>(ns)));
            now += static_cast<std::int64_t>(ns) + 40;
        }
        now += 600;
        whole.slices.push_back({begin, now, -1});
        walls.push_back(static_cast<double>(now - begin));
        out.latenciesNs.push_back(walls.back() * 0.99);
        now += 21'000 + static_cast<std::int64_t>(9000 * noise.next());
    }
    out.lanes = {whole, steps};
    out.layerSumNs = 0;
    for (std::size_t s = 0; s < out.layers.size(); ++s) {
        std::ranges::sort(times[s]);
        out.layers[s].medianNs = times[s][times[s].size() / 2];
        out.layers[s].minNs = times[s].front();
        out.layers[s].p95Ns = times[s][times[s].size() * 95 / 100];
        out.layerSumNs += out.layers[s].medianNs;
    }
    for (LayerRow& row : out.layers) row.share = row.medianNs / out.layerSumNs;
    std::ranges::sort(walls);
    out.wallNs = walls[walls.size() / 2];
}

}  // namespace

ProfileSnapshotPtr makeSampleProfile(const SampleOptions& options) {
    const auto out = std::make_shared<ProfileSnapshot>();
    out->model = "resnet50.onnx";
    out->device = "cpu";
    out->deviceDescription = "AMD EPYC, AVX2, 2 threads";
    out->threads = 2;
    out->layers = makeLayers(options.layers);
    for (const LayerRow& row : out->layers) out->candidates.push_back(candidatesOf(row));
    if (options.isMeasured) addTimes(*out, options.inferences);
    std::uint64_t peak = 0;
    for (const LayerRow& row : out->layers) {
        const auto live = static_cast<std::uint64_t>(row.bytes / 2) / 64 * 64 + row.workspaceBytes + 401408;
        out->memory.push_back({row.step, live});
        peak = std::max(peak, live);
    }
    out->arenaLowerBound = peak;
    out->arenaBytes = peak + peak / 40;
    out->weightBytes = 102'228'128;
    out->summary = {{"Throughput", "41.2 inferences/s"}, {"Layers", std::to_string(out->layers.size())}};
    out->environment = {{"Device", "cpu"}, {"Threads", "2"}, {"Command line", "planexec profile \"resnet50.onnx\" --threads=2 <x>"}};
    out->stages = {{"import", "212 ms"}, {"passes", "41.0 ms"}, {"tactics", "8.30 s"}, {"formats", "2.10 ms"}, {"memory", "512 µs"}};
    return out;
}

}  // namespace planscope::tests
