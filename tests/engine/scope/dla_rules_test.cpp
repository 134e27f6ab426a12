// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/network/text.h"
#include "engine/scope/catalogue.h"
#include "engine/scope/dla/facts.h"
#include "engine/scope/writers.h"
#include "tests/engine/layers/layer_cases.h"
#include "tests/engine/plugins/libraries.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <set>

namespace planscope::scope {
namespace {

Network networkOf(const std::string& text) {
    static const auto table = plugin_tests::tableWith({"snake"});
    std::string whole = "network n\n" + text;
    if (!text.starts_with("input")) {
        const auto made = layer_tests::networkTextOf(text);
        if (!made) qFatal("%s: %s", text.c_str(), made.error().text().c_str());
        whole = *made;
    }
    auto network = parseNetwork(whole, table->layers());
    if (!network) qFatal("%s: %s", whole.c_str(), network.error().text().c_str());
    return std::move(*network);
}

void nothing(Plan&) {}
struct Setup {
    void (*change)(Plan& plan) = nothing;
    const char* target = "drive-orin";
    Release release = k8612;
};

Report reportOn(const std::string& text, const Setup& setup, bool allowsFallback = false) {
    const Network network = networkOf(text);
    Question question{network, *findTarget(setup.target), {}, setup.release};
    question.plan.precision.fp16 = true;
    question.plan.usesDla = true;
    question.plan.allowsGpuFallback = allowsFallback;
    setup.change(question.plan);
    return ask(question, question.plan.dla.isStandalone ? kDla | kDlaStandalone : kDla);
}

const Finding* findingOf(const Report& report, std::string_view id) {
    const auto at = std::ranges::find_if(report.findings, [id](const Finding& f) { return f.rule->id == id; });
    return at == report.findings.end() ? nullptr : &*at;
}
bool hasRule(const std::string& text, const Setup& setup, std::string_view id) { return findingOf(reportOn(text, setup), id) != nullptr; }

struct RuleCase {
    const char* rule;
    std::string broken;
    std::string kept;
    Setup brokenSetup{}, keptSetup{};
};

const Setup kPlain{}, kXavier{nothing, "xavier"}, kOld{nothing, "drive-orin", k8611};
void int8(Plan& p) {
    p.precision.int8 = true;
    p.dla.ranges = {{"*", 1.0F}};
}
void int8OfX(Plan& p) {
    int8(p);
    p.dla.ranges.emplace("x", 2.0F);
}
const Setup kInt8{int8}, kInt8OfX{int8OfX}, kOldInt8{int8, "drive-orin", {8, 5, 10}};
void images(Plan& p) { p.inputFormats = {Format::paddedPixelRows(16)}; }
void blocks(Plan& p) {
    p.inputFormats = {Format::channelBlocked(16), Format::channelBlocked(16)};
    p.outputFormats = {Format::channelBlocked(16)};
}
void sparse(Plan& p) { p.isSparse = true; }
void standalone(Plan& p) {
    p.dla.isStandalone = true;
    blocks(p);
}
void compared(Plan& p) {
    int8(p);
    p.precision.layerPrecisions = {{"e", {DataType::Int8}}};
    p.dla.layerDevices = {{"e", dla::Device::Dla}};
}

const std::string kRelu = "activation(x f32[1,16,8,8]) {kind=relu}";
const std::string kConv = "convolution(x f32[1,16,8,8], const w f32[16,16,3,3]) {prePadding=[1,1], postPadding=[1,1]}";

RuleCase same(const char* rule, const std::string& text, const Setup& broken, const Setup& kept = {}) { return {rule, text, text, broken, kept}; }
RuleCase ofPlan(const char* rule, void (*breaks)(Plan&), void (*keeps)(Plan&) = nothing) { return {rule, kRelu, kRelu, {breaks}, {keeps}}; }
RuleCase both(const char* rule, const std::string& broken, const std::string& kept, const Setup& setup) { return {rule, broken, kept, setup, setup}; }
std::string comparison(const std::string& tail) { return "input a f32[1,4,2,2]\ninput b f32[1,4,2,2]\nlayer e elementwise(a, b) {kind=equal} -> t\n" + tail; }
const std::string kCompared = comparison("layer c cast(t) {to=i8} -> y\noutput y\n");
std::string reshaped(const std::string& layer) { return "input x f32[1,4,4,2]\nlayer r shuffle(x) {hasReshape=true, reshape=[1,8,2,2]} -> v\n" + layer + "output y\n"; }

std::vector<RuleCase> generalCases() {
    return {
        ofPlan("DLA-GEN-01", [](Plan& p) { p.precision.fp16 = false; }),
        {"DLA-GEN-02", "input x f32[n,4,8,8]\nlayer a activation(x) {kind=relu} -> y\noutput y\n", kRelu},
        {"DLA-GEN-03", "input x f32[1,4,n,8]\nlayer a activation(x) {kind=relu} -> y\noutput y\n", "input x f32[n,4,8,8]\nlayer a activation(x) {kind=relu} -> y\noutput y\n"},
        {"DLA-GEN-04", "activation(x f32[4097,1,1,1]) {kind=relu}", "activation(x f32[4096,1,1,1]) {kind=relu}"},
        {"DLA-GEN-05", "activation(x f32[65,1,1,1]) {kind=relu}", "activation(x f32[64,1,1,1]) {kind=relu}"},
        {"DLA-GEN-06", "activation(x f32[1,8193,1,1]) {kind=relu}", "activation(x f32[1,8192,1,1]) {kind=relu}"},
        {"DLA-GEN-07", "activation(x f32[4,4]) {kind=relu}", "activation(x f32[1,4,4]) {kind=relu}"},
        {"DLA-GEN-13", "grid_sample(x f32[1,1,4,4], g f32[1,2,2,2])", kRelu},
        same("DLA-GEN-14", kRelu, {nothing, "a10"}),
        ofPlan("DLA-GEN-15", [](Plan& p) { p.dla.core = 2; }, [](Plan& p) { p.dla.core = 1; }),
        ofPlan("DLA-GEN-16", [](Plan& p) { p.isSafety = true; }),
        ofPlan("DLA-GEN-20", [](Plan& p) { p.dla.capturesGraphs = true; }),
        same("DLA-GEN-21", "input x f32[1,4,2,2]\nlayer a activation(x) {kind=relu} -> u\nlayer b activation(u) {kind=relu} -> y\noutput u\noutput y\n", kInt8),
        {"DLA-GEN-23", "input x f32[1,4,2,2]\nlayer a plugin(x) {plugin=Snake, namespace=planscope.samples} -> y\noutput y\n", kRelu},
        {"DLA-GEN-24", "input x f32[n,4,2,2]\nlayer a shape(x) -> y\noutput y\n", "input x f32[1,4,2,2]\nlayer a shape(x) -> y\noutput y\n"},
        same("DLA-GEN-25", kRelu, kXavier),
        ofPlan("DLA-GEN-28", [](Plan& p) { p.precision.layerPrecisions = {{"*", {DataType::Int8}}}; }, [](Plan& p) { p.precision.layerPrecisions = {{"*", {DataType::Half}}}; }),
        ofPlan("DLA-MEM-01", [](Plan& p) { p.dla.pools.managedSram = 3 << 20; }),
        ofPlan("DLA-MEM-02", [](Plan& p) { p.dla.pools.localDram = 2048; }, [](Plan& p) { p.dla.pools.localDram = 4096; }),
        ofPlan("DLA-MEM-03", [](Plan& p) { p.dla.pools.managedSram = 2 << 20; }),
        same("DLA-Q-01", kRelu, {[](Plan& p) { p.precision.int8 = true; }}, kInt8),
        ofPlan("DLA-Q-02", [](Plan& p) { p.precision = {.int8 = true}; }, [](Plan& p) { p.precision.int8 = true; }),
        {"DLA-Q-03", "input x f32[1,4,2,2]\nconst s f32[]=[0.1]\nlayer q quantize(x, s) -> i\nlayer d dequantize(i, s) -> y\noutput y\n", kRelu},
        ofPlan("DLA-Q-04", [](Plan& p) { int8(p); p.dla.calibrator = dla::Calibrator::MinMax; }, int8),
        ofPlan("DLA-Q-05", [](Plan& p) { int8(p); p.dla.ranges = {{"*", 127.0F}}; }, int8),
        ofPlan("DLA-Q-06", [](Plan& p) { int8(p); p.dla.ranges["x"] = -1; }, int8),
        ofPlan("DLA-Q-07", int8),
        ofPlan("DLA-Q-08", [](Plan& p) { p.precision.fp16 = false; }),
        ofPlan("DLA-IO-01", [](Plan& p) { p.dla.isDirectIo = true; }, [](Plan& p) { p.dla.isDirectIo = true; blocks(p); }),
        ofPlan("DLA-IO-02", [](Plan& p) { p.outputFormats = {Format::paddedPixelRows(16)}; }, blocks),
        both("DLA-IO-03", "convolution(x f32[1,5,8,8], const w f32[16,5,3,3])", "convolution(x f32[1,4,8,8], const w f32[16,4,3,3])", {images}),
        both("DLA-IO-04", "activation(x f32[1,4,8,8]) {kind=relu}", "convolution(x f32[1,4,8,8], const w f32[16,4,3,3])", {images}),
        {"DLA-IO-05", kRelu, "activation(x f16[1,16,8,8]) {kind=relu}"},
        ofPlan("DLA-IO-05", [](Plan& p) { p.dla.inputTypes = p.dla.outputTypes = {DataType::Float}; }, [](Plan& p) { p.dla.inputTypes = p.dla.outputTypes = {DataType::Half}; }),
        ofPlan("DLA-IO-07", [](Plan& p) { blocks(p); p.dla.inputTypes = {DataType::Float}; }, [](Plan& p) { blocks(p); p.dla.inputTypes = p.dla.outputTypes = {DataType::Half}; }),
        ofPlan("DLA-IO-06", [](Plan& p) { p.allowsGpuFallback = true; }, [](Plan& p) { p.allowsGpuFallback = true; blocks(p); }),
        ofPlan("DLA-IO-07", nothing, blocks),
        both("DLA-IO-08", "activation(x f32[1,3,8,8]) {kind=relu}", kRelu, {blocks}),
        ofPlan("DLA-SA-03", [](Plan& p) { standalone(p); p.allowsGpuFallback = true; }, standalone),
        ofPlan("DLA-SA-04", [](Plan& p) { standalone(p); p.outputFormats.clear(); }, standalone),
        ofPlan("DLA-SA-06", [](Plan& p) { standalone(p); p.usesDla = false; }, standalone),
        ofPlan("DLA-SA-09", [](Plan& p) { standalone(p); p.dla.obeysAndPrefers = true; }, standalone),
        ofPlan("DLA-SA-10", [](Plan& p) { standalone(p); p.allowsRefit = true; }, standalone),
    };
}

std::vector<RuleCase> convolutionCases() {
    const std::string wide = "convolution(x f32[1,64,3,1920], const w f32[1,64,3,3])", tight = "convolution(x f32[1,512,3,160], const w f32[1,512,3,3])";
    const std::string flat = "\nlayer r shuffle(x) {hasReshape=true, reshape=[1,1,1,-1]} -> v\n";
    return {
        {"DLA-CONV-01", "convolution(x f32[1,4,40,40], const w f32[4,4,33,1])", "convolution(x f32[1,4,40,40], const w f32[4,4,32,1])"},
        {"DLA-CONV-02", "convolution(x f32[1,4,40,40], const w f32[4,4,1,1]) {stride=[9,9]}", "convolution(x f32[1,4,40,40], const w f32[4,4,1,1]) {stride=[8,8]}"},
        {"DLA-CONV-03", "convolution(x f32[1,4,40,40], const w f32[4,4,3,3]) {prePadding=[32,0]}", kConv},
        {"DLA-CONV-04", "convolution(x f32[1,4,40,40], const w f32[4,4,3,3]) {prePadding=[3,0]}", "convolution(x f32[1,4,40,40], const w f32[4,4,3,3]) {prePadding=[2,0]}"},
        {"DLA-CONV-05", "convolution(x f32[1,4,40,40], const w f32[4,4,2,1]) {dilation=[33,1]}", "convolution(x f32[1,4,40,40], const w f32[4,4,2,1]) {dilation=[32,1]}"},
        {"DLA-CONV-06", "convolution(x f32[1,4,9,9,9], const w f32[4,4,3,3,3])", kConv},
        {"DLA-CONV-07", "convolution(x f32[1,1,1,1], const w f32[8193,1,1,1])", "convolution(x f32[1,1,1,1], const w f32[8192,1,1,1])"},
        {"DLA-CONV-08", "convolution(x f32[1,8193,1,1], const w f32[1,8193,1,1])", "convolution(x f32[1,8192,1,1], const w f32[1,8192,1,1])"},
        {"DLA-CONV-09", "convolution(x f32[1,8193,1,1], const w f32[8193,1,1,1]) {groups=8193}", "convolution(x f32[1,8192,1,1], const w f32[8192,1,1,1]) {groups=8192}"},
        both("DLA-CONV-10", "convolution(x f32[1,5,8,8], const w f32[5,1,3,3]) {groups=5}", "convolution(x f32[1,4,8,8], const w f32[4,1,3,3]) {groups=4}", {images}),
        both("DLA-CONV-11", "convolution(x f32[1,16,8,8], const w f32[16,2,1,1]) {groups=8}", "convolution(x f32[1,16,8,8], const w f32[16,4,1,1]) {groups=4}", kInt8),
        same("DLA-CONV-12", wide, kPlain, kInt8),
        same("DLA-CONV-13", tight, kPlain, kInt8),
        {"DLA-CONV-14", "convolution(x f32[1,4,8,8], w f32[4,4,3,3])", kConv},
        same("DLA-CONV-15", "convolution(x i8[1,4,8,8], const w i8[4,4,3,3])", {[](Plan& p) { images(p); p.precision.layerPrecisions = {{"*", {DataType::Half}}}; }}, {images}),
        same("DLA-CONV-16", "convolution(x f32[1,64,1,1], const w f32[64,64,1,1])", {[](Plan& p) { p.dla.pools.globalDram = 4096; }}),
        {"DLA-CONV-17", "convolution(x f32[1,3,8,8], const w f32[16,3,3,3])", kConv},
        same("DLA-CONV-18", kConv, kPlain, kInt8),
        {"DLA-FC-01", "matrix_multiply(x f32[1,1,2,4], const w f32[4,8193])", "matrix_multiply(x f32[1,1,2,4], const w f32[4,8192])"},
        {"DLA-FC-02", "input x f32[1,1,33,2]" + flat + "const w f32[66,4] random=1\nlayer m matrix_multiply(v, w) -> y\noutput y\n",
         "input x f32[1,1,32,2]" + flat + "const w f32[64,4] random=1\nlayer m matrix_multiply(v, w) -> y\noutput y\n"},
        {"DLA-MM-01", "matrix_multiply(x f32[1,1,2,4], w f32[4,4])", "matrix_multiply(x f32[1,1,2,4], const w f32[4,4])"},
        {"DLA-MM-02", "matrix_multiply(x f32[1,1,4,2], const w f32[4,4]) {opA=transpose}", "matrix_multiply(x f32[1,1,2,4], const w f32[4,4])"},
        {"DLA-DECONV-01", "deconvolution(x f32[1,4,2,2], const w f32[4,4,64,64])", "deconvolution(x f32[1,4,2,2], const w f32[4,4,64,1])"},
        {"DLA-DECONV-02", "deconvolution(x f32[1,4,2,2], const w f32[4,4,2,2]) {stride=[40,1]}", "deconvolution(x f32[1,4,2,2], const w f32[4,4,2,2]) {stride=[32,1]}"},
        {"DLA-DECONV-03", "deconvolution(x f32[1,4,4,4], const w f32[4,4,3,3]) {prePadding=[1,1]}", "deconvolution(x f32[1,4,4,4], const w f32[4,4,3,3])"},
        {"DLA-DECONV-04", "deconvolution(x f32[1,4,4,4], const w f32[4,2,3,3]) {groups=2}", "deconvolution(x f32[1,4,4,4], const w f32[4,4,3,3])"},
        {"DLA-DECONV-05", "deconvolution(x f32[1,4,4,4], const w f32[4,4,3,3]) {dilation=[2,2]}", "deconvolution(x f32[1,4,4,4], const w f32[4,4,3,3])"},
        {"DLA-DECONV-06", "deconvolution(x f32[1,1,1,1], const w f32[1,8193,1,1])", "deconvolution(x f32[1,1,1,1], const w f32[1,8192,1,1])"},
        {"DLA-DECONV-07", "deconvolution(x f32[1,1,2,2], const w f32[1,1,23,23]) {stride=[23,23]}", "deconvolution(x f32[1,1,2,2], const w f32[1,1,22,22]) {stride=[22,22]}"},
        {"DLA-DECONV-08", "deconvolution(x f32[1,4,4], const w f32[4,4,3])", "deconvolution(x f32[1,4,4,4], const w f32[4,4,3,3])"},
        {"DLA-DECONV-09", "deconvolution(x f32[1,4,4,4], const w f32[4,4,2,2])", "deconvolution(x f32[1,4,4,4], const w f32[4,4,2,2]) {stride=[2,2]}"},
        same("DLA-DECONV-10", "deconvolution(x f32[1,64,3,1920], const w f32[64,1,3,3])", kPlain, kInt8),
        both("DLA-SPARSE-01", "convolution(x f32[1,64,1,1], const w f32[64,64,1,1])", "convolution(x f32[1,65,1,1], const w f32[64,65,1,1])", {sparse}),
        both("DLA-SPARSE-02", "convolution(x f32[1,4,1,1], const w f32[1,4,1,1]=[1,2,3,0])", "convolution(x f32[1,4,1,1], const w f32[1,4,1,1]=[1,0,3,0])", {sparse}),
        same("DLA-SPARSE-03", kConv, {sparse}, {[](Plan& p) { int8(p); sparse(p); }}),
        both("DLA-SPARSE-04", "convolution(x f32[1,4,1,1], const w f32[3,4,1,1])", "convolution(x f32[1,4,1,1], const w f32[4,4,1,1])", {sparse}),
        same("DLA-SPARSE-05", kConv, {sparse, "xavier"}, {sparse}),
    };
}

std::vector<RuleCase> kindCases() {
    const std::string add = "input x f32[1,4,2,2]\ninput b f32[1,4,2,2]\nlayer e elementwise(x, b) {kind=sum} -> y\noutput y\n", average = "pooling(x f32[1,4,16,16]) {kind=average, window=[8,8]}";
    const std::string div = "elementwise(a f32[1,4,2,2], b f32[1,4,2,2]) {kind=div}", pow = "elementwise(a f32[1,4,2,2], const b f32[]=[2]) {kind=pow}";
    const std::string softmax = "softmax(x f32[1,64,1,1]) {axis=1}", lrn = "lrn(x f32[1,8,2,2]) {window=5}", slice = "slice(x f32[1,4,2,2]) {start=[0,1,0,0], size=[1,2,2,2]}";
    const std::string concatenate = "input x f32[1,4,2,2]\ninput b f32[1,4,2,2]\nlayer e concatenation(x, b) {axis=1} -> y\noutput y\n", maximum = "reduce(x f32[1,4,2,2]) {kind=max, axes=14}";
    const std::string resize = "resize(x f32[1,4,4,4]) {scales=[1,1,2,2]}", transpose = "shuffle(x f32[1,4,3,2]) {firstTranspose=[0,2,1,3]}";
    return {
        {"DLA-POOL-01", "pooling(x f32[1,4,16,16]) {kind=max_average_blend, window=[2,2], blendFactor=0.5}", average},
        {"DLA-POOL-02", "pooling(x f32[1,4,16,16]) {window=[9,9]}", "pooling(x f32[1,4,16,16]) {window=[8,8]}"},
        {"DLA-POOL-03", "pooling(x f32[1,4,16,16]) {window=[9,9], prePadding=[8,8]}", "pooling(x f32[1,4,16,16]) {window=[8,8], prePadding=[7,7]}"},
        {"DLA-POOL-04", "pooling(x f32[1,4,40,40]) {window=[2,2], stride=[17,17]}", "pooling(x f32[1,4,40,40]) {window=[2,2], stride=[16,16]}"},
        same("DLA-POOL-05", average, kInt8OfX, kInt8),
        same("DLA-POOL-06", average, kXavier),
        {"DLA-POOL-07", "pooling(x f32[1,4,16]) {window=[2]}", average},
        {"DLA-POOL-08", "pooling(x f32[1,4,9,9]) {kind=average, window=[9,9]}", "pooling(x f32[1,4,8,8]) {kind=average, window=[8,8]}"},
        {"DLA-ACT-01", "activation(x f32[1,4,2,2]) {kind=elu, alpha=1}", kRelu},
        {"DLA-ACT-02", "activation(x f32[1,4,2,2]) {kind=relu, alpha=0.1}", kRelu},
        {"DLA-ACT-03", "activation(x f32[1,4,2,2]) {kind=clip, alpha=0, beta=128}", "activation(x f32[1,4,2,2]) {kind=clip, alpha=0, beta=127}"},
        {"DLA-ACT-04", "activation(x f32[1,4,2,2]) {kind=clip, alpha=-1, beta=6}", "activation(x f32[1,4,2,2]) {kind=clip, alpha=0, beta=6}"},
        same("DLA-ACT-05", "activation(x f32[1,4,2,2]) {kind=sigmoid}", kInt8),
        same("DLA-ACT-06", "activation(x f32[1,4,2,2]) {kind=leaky_relu, alpha=0.1}", kXavier),
        {"DLA-ACT-07", "activation(x f32[4,4]) {kind=relu}", kRelu},
        {"DLA-PRELU-01", "parametric_relu(x f32[1,4,2,2], s f32[1,4,1,1])", "parametric_relu(x f32[1,4,2,2], const s f32[1,4,1,1])"},
        {"DLA-PRELU-02", "parametric_relu(x f32[1,4,2,2], const s f32[4,1,1])", "parametric_relu(x f32[1,4,2,2], const s f32[1,4,1,1])"},
        same("DLA-SMAX-01", softmax, kXavier),
        {"DLA-SMAX-02", "softmax(x f32[2,4,2,2]) {axis=0}", softmax},
        {"DLA-SMAX-03", "softmax(x f32[1,8193,1,1]) {axis=1}", "softmax(x f32[1,8192,1,1]) {axis=1}"},
        {"DLA-SMAX-04", "softmax(x f32[1,1025,2,2]) {axis=1}", "softmax(x f32[1,1024,2,2]) {axis=1}"},
        {"DLA-SMAX-05", "softmax(x f32[1,257,2,2]) {axis=1}", "softmax(x f32[1,256,2,2]) {axis=1}"},
        {"DLA-SMAX-06", "softmax(x f32[1,4,2,2]) {axis=1}", softmax},
        same("DLA-SMAX-07", softmax, kOldInt8, kInt8),
        {"DLA-LRN-01", "lrn(x f32[1,16,2,2]) {window=11}", lrn},
        same("DLA-LRN-03", lrn, kInt8),
        {"DLA-EW-01", "elementwise(a f32[1,4,2,2], b f32[1,4,2,2]) {kind=floor_div}", add},
        same("DLA-EW-02", div, kOld),
        {"DLA-EW-03", "elementwise(a f32[1,4,2,2], b f32[1,4,2,1]) {kind=sum}", "elementwise(a f32[1,4,2,2], b f32[1,4,1,1]) {kind=sum}"},
        same("DLA-EW-04", add, kInt8OfX, kInt8),
        same("DLA-EW-05", div, kPlain, kInt8),
        {"DLA-EW-06", "elementwise(a f32[1,2,2,2], const b f32[1,2,1,1]=[1,2]) {kind=div}", "elementwise(a f32[1,2,2,2], const b f32[1,2,1,1]=[2,2]) {kind=div}"},
        same("DLA-EW-07", pow, kPlain, kInt8),
        {"DLA-EW-08", "elementwise(a f32[4,2], b f32[4,2]) {kind=sum}", add},
        same("DLA-EW-09", "elementwise(a f32[1,4,2,2], b f32[1,4,2,2]) {kind=sub}", kXavier),
        {"DLA-EW-10", "elementwise(a f32[1,1025,32,32], const b f32[1,1025,32,32]) {kind=sum}", "elementwise(a f32[1,1024,32,32], const b f32[1,1024,32,32]) {kind=sum}"},
        same("DLA-CMP-01", kCompared, kPlain, kInt8),
        both("DLA-CMP-02", comparison("output t\n"), kCompared, kInt8),
        same("DLA-CMP-03", kCompared, kInt8, {compared}),
        {"DLA-CMP-04", "elementwise(a f32[1,2,2,2], const b f32[1,2,1,1]=[1,2]) {kind=less}", "elementwise(a f32[1,2,2,2], const b f32[1,2,1,1]=[2,2]) {kind=less}"},
        same("DLA-CMP-05", kCompared, {[](Plan& p) { compared(p); p.allowsGpuFallback = true; }}, {compared}),
        {"DLA-SCALE-01", "scale(x f32[1,2,2,2], const s f32[2], const b f32[2], const p f32[2]=[1,2])", "scale(x f32[1,2,2,2], const s f32[2], const b f32[2], const p f32[2]=[1,1])"},
        {"DLA-SCALE-03", "scale(x f32[1,2,2,2], const s f32[2]) {channelAxis=2}", "scale(x f32[1,2,2,2], const s f32[2])"},
        {"DLA-SCALE-04", "scale(x f32[1,1025,32,32], const s f32[1025,32,32]) {mode=elementwise}", "scale(x f32[1,1024,32,32], const s f32[1024,32,32]) {mode=elementwise}"},
        {"DLA-UN-01", "unary(x f32[1,4,2,2]) {kind=ceil}", "unary(x f32[1,4,2,2]) {kind=abs}"},
        same("DLA-UN-02", "unary(x f32[1,4,2,2]) {kind=sin}", kOld),
        same("DLA-UN-03", "unary(x f32[1,4,2,2]) {kind=sin}", kPlain, kInt8),
        {"DLA-RED-01", "reduce(x f32[1,4,2,2]) {kind=sum, axes=14}", maximum},
        {"DLA-RED-02", "reduce(x f32[1,4,2,2]) {kind=max, axes=1}", maximum},
        same("DLA-RED-03", maximum, kOld),
        {"DLA-RED-04", "reduce(x f32[4,2,2]) {kind=max, axes=4}", maximum},
        {"DLA-CONCAT-01", "concatenation(a f32[1,4,2,2], b f32[1,4,2,2]) {axis=2}", concatenate},
        {"DLA-CONCAT-02", "concatenation(a f32[1,4,2,2]) {axis=1}", concatenate},
        {"DLA-CONCAT-03", "concatenation(a f32[1,4,2,2], b f32[1,4,3,2]) {axis=2}", concatenate},
        same("DLA-CONCAT-04", concatenate, kInt8OfX, kInt8),
        {"DLA-CONCAT-05", "concatenation(a f32[1,8192,1,1], b f32[1,1,1,1]) {axis=1}", "concatenation(a f32[1,8191,1,1], b f32[1,1,1,1]) {axis=1}"},
        {"DLA-CONCAT-06", reshaped("layer c concatenation(v, v) {axis=1} -> y\n"), concatenate},
        {"DLA-RSZ-01", "resize(x f32[4,4,4]) {scales=[1,2,2]}", resize},
        {"DLA-RSZ-02", "resize(x f32[1,4,4,4]) {scales=[1,2,2,2]}", resize},
        {"DLA-RSZ-03", "resize(x f32[1,4,4,4]) {scales=[1,1,1.5,2]}", "resize(x f32[1,1,2,2]) {scales=[1,1,32,2]}"},
        {"DLA-RSZ-04", "resize(x f32[1,4,4,4]) {mode=linear, coordinateTransformation=half_pixel, scales=[1,1,8,8]}", "resize(x f32[1,4,4,4]) {mode=linear, coordinateTransformation=half_pixel, scales=[1,1,4,4]}"},
        {"DLA-RSZ-05", "resize(x f32[1,4,4,4]) {outputDims=[1,4,8,8]}", resize},
        {"DLA-RSZ-06", "resize(x f32[1,4,4,4]) {coordinateTransformation=align_corners, scales=[1,1,2,2]}", resize},
        {"DLA-RSZ-07", "resize(x f32[1,4,4,4]) {mode=cubic, scales=[1,1,2,2]}", resize},
        same("DLA-RSZ-08", "resize(x f32[1,4,4,4]) {mode=linear, coordinateTransformation=half_pixel, scales=[1,1,2,2]}", kInt8OfX, kInt8),
        {"DLA-SLICE-01", "slice(x f32[4,2,2]) {start=[1,0,0], size=[2,2,2]}", slice},
        {"DLA-SLICE-02", "slice(x f32[4,2,2,2]) {start=[1,0,0,0], size=[2,2,2,2]}", slice},
        {"DLA-SLICE-03", "slice(x f32[1,4,2,2]) {start=[0,0,0,0], size=[1,2,2,2], stride=[1,2,1,1]}", slice},
        {"DLA-SLICE-04", "slice(x f32[1,4,2,2]) {start=[0,-1,0,0], size=[1,4,2,2], mode=fill}", slice},
        {"DLA-SLICE-05", "input x f32[1,4,2,2]\ninput s i32[4]\ninput z i32[4]\nlayer a slice(x, s, z) {start=[0,0,0,0], size=[1,2,2,2]} -> y\noutput y\n", slice},
        same("DLA-SLICE-07", slice, kOldInt8, kInt8),
        {"DLA-SLICE-08", reshaped("layer c slice(v) {start=[0,1,0,0], size=[1,2,2,2]} -> y\n"), slice},
        same("DLA-SLICE-09", slice, kXavier),
        {"DLA-SHUF-01", "shuffle(x f32[1,4,2,2]) {hasReshape=true, reshape=[4,4]}", transpose},
        {"DLA-SHUF-02", "shuffle(x f32[2,4,2,2]) {firstTranspose=[1,0,2,3]}", transpose},
        {"DLA-SHUF-03", "shuffle(x f32[1,1,8193,1]) {firstTranspose=[0,2,1,3]}", "shuffle(x f32[1,1,8192,1]) {firstTranspose=[0,2,1,3]}"},
        {"DLA-SHUF-04", "shuffle(x f32[1,4,3,2]) {firstTranspose=[0,2,1,3], secondTranspose=[0,1,3,2]}", transpose},
        {"DLA-SHUF-05", "input x f32[1,4,2,2]\ninput s i32[4]\nlayer a shuffle(x, s) {hasReshape=true} -> y\noutput y\n", transpose},
        {"DLA-SHUF-06", "shuffle(x f32[1,4,3,2]) {firstTranspose=[0,2,1,3], hasReshape=true, reshape=[1,2,2,6]}", transpose},
        same("DLA-SHUF-07", transpose, kXavier),
    };
}

std::vector<RuleCase> ruleCases() {
    std::vector<RuleCase> out = generalCases();
    for (const auto& more : {convolutionCases(), kindCases()}) out.insert(out.end(), more.begin(), more.end());
    return out;
}

/// Rules that no network of this builder can break: it refuses such networks when they are made.
const std::set<std::string_view> kUnreachable = {"DLA-GEN-12", "DLA-SCALE-02", "DLA-LRN-02", "DLA-SLICE-06"};

}  // namespace

class DlaRulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void catalogueIsComplete();
    void everyRuleHasACase();
    void rulesHoldAndBreak_data();
    void rulesHoldAndBreak();
    void fallbackMakesWarnings();
    void bufferOfConvolutions_data();
    void bufferOfConvolutions();
    void goldenVectors();
    void layersOfTheGpuAreLeftAlone();
    void pageIsFresh();
};

void DlaRulesTest::catalogueIsComplete() {
    const std::pair<const char*, int> families[] = {{"DLA-GEN-", 28}, {"DLA-CONV-", 18}, {"DLA-FC-", 2}, {"DLA-MM-", 2}, {"DLA-DECONV-", 10}, {"DLA-POOL-", 8}, {"DLA-ACT-", 7}, {"DLA-PRELU-", 2},
                                                    {"DLA-EW-", 10}, {"DLA-CMP-", 5}, {"DLA-SCALE-", 4}, {"DLA-SMAX-", 7}, {"DLA-LRN-", 3}, {"DLA-CONCAT-", 6}, {"DLA-RSZ-", 8},
                                                    {"DLA-UN-", 3}, {"DLA-SLICE-", 9}, {"DLA-SHUF-", 7}, {"DLA-RED-", 4}, {"DLA-IO-", 10}, {"DLA-MEM-", 5}, {"DLA-Q-", 8},
                                                    {"DLA-SPARSE-", 5}, {"DLA-SA-", 10}, {"CUDLA-", 10}};
    std::set<std::string_view> ids;
    for (const Rule* rule : dlaRules()) {
        QVERIFY2(ids.insert(rule->id).second, std::string(rule->id).c_str());
        QVERIFY(!rule->violation.empty() && !rule->source.empty() && !rule->about.empty() && rule->scopes != 0);
        QCOMPARE(rule->check.layer || rule->check.whole, rule->check.by == Enforced::Build);
    }
    std::size_t expected = 0;
    for (const auto& [prefix, count] : families) {
        expected += static_cast<std::size_t>(count);
        for (int i = 1; i <= count; ++i) {
            const std::string id = prefix + std::string(i < 10 ? "0" : "") + std::to_string(i);
            QVERIFY2(ids.contains(id) && findRule(id), id.c_str());
        }
    }
    QCOMPARE(expected, std::size_t{181 + 10});
    QCOMPARE(ids.size(), expected);
}

void DlaRulesTest::everyRuleHasACase() {
    std::set<std::string_view> covered;
    const auto cases = ruleCases();
    for (const RuleCase& row : cases) covered.insert(row.rule);
    for (const Rule* rule : dlaRules())
        if (rule->check.by == Enforced::Build) QVERIFY2(covered.contains(rule->id) != kUnreachable.contains(rule->id), std::string(rule->id).c_str());
}

void DlaRulesTest::rulesHoldAndBreak_data() {
    QTest::addColumn<int>("index");
    const auto cases = ruleCases();
    for (std::size_t i = 0; i < cases.size(); ++i) QTest::newRow(cases[i].rule) << static_cast<int>(i);
}

void DlaRulesTest::rulesHoldAndBreak() {
    QFETCH(int, index);
    static const std::vector<RuleCase> cases = ruleCases();
    const RuleCase& row = cases[static_cast<std::size_t>(index)];
    const Report broken = reportOn(row.broken, row.brokenSetup);
    QVERIFY(findingOf(broken, row.rule));
    for (const Finding& finding : broken.findings) QVERIFY2(!finding.sentence.empty() && !finding.value.empty(), std::string(finding.rule->id).c_str());
    QVERIFY(!hasRule(row.kept, row.keptSetup, row.rule));
}

void DlaRulesTest::fallbackMakesWarnings() {
    const std::string text = "unary(x f32[1,4,2,2]) {kind=ceil}";
    const Report strict = reportOn(text, {}), loose = reportOn(text, {}, true), alone = reportOn(text, {standalone}, true);
    QVERIFY(findingOf(strict, "DLA-UN-01")->level == Level::Error);
    QVERIFY(findingOf(loose, "DLA-UN-01")->level == Level::Warning);
    QVERIFY(findingOf(alone, "DLA-UN-01")->level == Level::Error);
    QVERIFY(loose.isAccepted() && !strict.isAccepted());
}

void DlaRulesTest::bufferOfConvolutions_data() {
    QTest::addColumn<QList<int>>("terms");  // channels, kernel height and width, width, dilation, bytes; banks of weights and of data
    QTest::newRow("512 INT8") << QList{512, 3, 3, 160, 1, 1, 1, 8};
    QTest::newRow("512 FP16") << QList{512, 3, 3, 160, 1, 2, 1, 15};
    QTest::newRow("64 INT8") << QList{64, 3, 3, 1920, 1, 1, 1, 12};
    QTest::newRow("64 FP16") << QList{64, 3, 3, 1920, 1, 2, 1, 23};
    QTest::newRow("stem") << QList{3, 7, 7, 1920, 1, 2, 1, 14};
    QTest::newRow("dilated") << QList{1024, 3, 3, 64, 6, 1, 1, 26};
    QTest::newRow("large kernel") << QList{512, 32, 32, 16, 1, 1, 16, 8};
    QTest::newRow("1x1") << QList{2048, 1, 1, 20, 1, 2, 1, 3};
    QTest::newRow("32x32") << QList{4, 32, 32, 16, 1, 1, 1, 1};
    QTest::newRow("32x32 dilated") << QList{4, 32, 32, 16, 32, 1, 1, 16};
}

void DlaRulesTest::bufferOfConvolutions() {
    QFETCH(QList<int>, terms);
    const dla::BufferUse use = dla::bufferUse(terms[0], terms[1], terms[2], terms[3], terms[4], terms[5]);
    QCOMPARE(use.weightBanks, std::int64_t{terms[6]});
    QCOMPARE(use.dataBanks, std::int64_t{terms[7]});
}

/// Both sides of boundaries that the facts name, where no case above has them.
void DlaRulesTest::goldenVectors() {
    const std::string window = "convolution(x f32[1,4,16,16], const w f32[4,4,32,32]) {stride=[8,8], prePadding=[31,31], postPadding=[31,31]";
    QVERIFY(!findingOf(reportOn(window + "}", kInt8), "DLA-CONV-12") && !findingOf(reportOn(window + "}", kInt8), "DLA-CONV-03"));
    const Report dilated = reportOn("convolution(x f32[1,4,994,16], const w f32[4,4,32,32]) {prePadding=[31,31], postPadding=[31,31], dilation=[32,1]}", kInt8);
    QCOMPARE(findingOf(dilated, "DLA-CONV-12")->value, std::string("17 banks"));
    const std::string padded = "convolution(x f32[1,4,40,40], const w f32[4,4,3,3]) {prePadding=[32,0]}";
    QVERIFY(hasRule(padded, {}, "DLA-CONV-03") && hasRule(padded, {}, "DLA-CONV-04"));
    QVERIFY(hasRule("activation(x f32[1,4,2,2]) {kind=clip, alpha=0, beta=0.5}", {}, "DLA-ACT-03"));
    QVERIFY(hasRule("softmax(x f32[1,1024,2,2]) {axis=1}", {}, "DLA-SMAX-05"));
    const ImageExtents e = imageExtents({2, 3, 4, 5, 6});
    QVERIFY(e.n == 6 && e.c == 4 && e.h == 5 && e.w == 6);
    QVERIFY(hasRule("activation(x f32[4096,1,1,1]) {kind=relu}", {}, "DLA-GEN-05"));
    const Setup lanes{[](Plan& p) { int8(p); p.inputFormats = {Format::channelBlocked(32)}; }};
    const Report inflated = reportOn("activation(x f32[1,3,224,224]) {kind=relu}", lanes);
    QVERIFY(findingOf(inflated, "DLA-IO-08")->sentence.find("1605632 bytes, 10.7 times") != std::string::npos);
    QVERIFY(findingOf(reportOn("convolution(x f32[1,64,3,1920], const w f32[1,64,3,3])", {}), "DLA-CONV-12")
                ->sentence.find("ceil(roundUp(64*3*3*2, 128) / 32768) = 1 for weights, ceil(ceil(ceil(64*2 / 32) * 1920 / 4) * 3 / 256) = 23 for data") != std::string::npos);
}

void DlaRulesTest::layersOfTheGpuAreLeftAlone() {
    const std::string text = "unary(x f32[1,4,2,2]) {kind=ceil}";
    const Setup off{[](Plan& p) { p.usesDla = false; }}, gpu{[](Plan& p) { p.dla.defaultDevice = dla::Device::Gpu; }};
    QVERIFY(reportOn(text, off).findings.empty());
    QVERIFY(!hasRule(text, gpu, "DLA-UN-01") && hasRule(text, {}, "DLA-UN-01"));
}

void DlaRulesTest::pageIsFresh() {
    QFile page(QStringLiteral(PLANSCOPE_SOURCE_DIR "/docs/dla_rules.md"));
    QVERIFY(page.open(QIODevice::ReadOnly));
    QVERIFY2(QString::fromUtf8(page.readAll()).trimmed() == QString::fromStdString(dlaRulesPage()).trimmed(), "write it again: planexec rules --scope dla > docs/dla_rules.md");
}

}  // namespace planscope::scope

QTEST_APPLESS_MAIN(planscope::scope::DlaRulesTest)
#include "dla_rules_test.moc"
