// SPDX-License-Identifier: Apache-2.0
// Runs a safe plan of a classifier in the proxy and in the safety runtime: the same picture has to give the same bits. Built
// against the safety headers alone. Argument: the plan. Exit code 0 where everything went well.
#include "engine/runtime/safety/api/safe_runtime.h"
#include "samples/safety/safe_parts.h"

namespace {

using namespace planscope::safe_api;

constexpr std::uint64_t kAddressAlignment = 256;
constexpr int kRuns = 3;

/// A file in memory of the allocator.
struct Blob {
    void* data = nullptr;
    std::uint64_t size = 0;
};

Blob readFile(const char* name, IAllocator& allocator) {
    Blob out;
    std::FILE* file = std::fopen(name, "rb");
    if (!file) return out;
    std::fseek(file, 0, SEEK_END);
    const long size = std::ftell(file);
    std::rewind(file);
    out.data = size > 0 ? allocator.allocate(static_cast<std::uint64_t>(size), kAddressAlignment) : nullptr;
    if (out.data && std::fread(out.data, 1, static_cast<std::size_t>(size), file) == static_cast<std::size_t>(size)) out.size = static_cast<std::uint64_t>(size);
    std::fclose(file);
    return out;
}

std::uint64_t elementsOf(const Dims& dims) {
    std::uint64_t count = 1;
    for (int i = 0; i < dims.nbDims; ++i) count *= static_cast<std::uint64_t>(dims.d[i]);
    return count;
}

/// A bright ring on dark ground, like a written zero.
void drawRing(float* picture, int size) {
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
            const float dx = static_cast<float>(x) - 13.5F, dy = static_cast<float>(y) - 13.5F;
            const float radius = dx * dx + dy * dy;
            picture[y * size + x] = radius > 36 && radius < 100 ? 1.0F : 0.0F;
        }
}

int refuse(const char* what, const safe_sample::FixedRecorder& recorder) {
    std::fprintf(stderr, "%s\n", what);
    for (std::int32_t i = 0; i < recorder.getNbErrors(); ++i) std::fprintf(stderr, "  %s\n", recorder.getErrorDesc(i));
    return 1;
}

/// Runs the plan some times. @return 0, or the exit code
int runPlan(const Blob& blob, RuntimeScope scope, IAllocator& allocator, const float* picture, float* scores, std::uint64_t scoreCount) {
    safe_sample::FixedRecorder recorder;
    IRuntime runtime(allocator, scope);
    runtime.setErrorRecorder(&recorder);
    ICudaEngine* engine = runtime.deserializeCudaEngine(blob.data, blob.size);
    if (!engine) return refuse("the plan was refused", recorder);
    IExecutionContext* context = engine->createExecutionContext();
    if (!context) return refuse("there is no execution context", recorder);
    const char* input = engine->getIOTensorName(0);
    const char* output = engine->getIOTensorName(1);
    if (elementsOf(engine->getTensorShape(output)) != scoreCount || engine->getTensorDataType(output) != DataType::kFLOAT)
        return refuse("the plan's output is not that of the classifier", recorder);
    FloatingPointErrorInformation numbers;
    context->setErrorBuffer(&numbers);
    if (!context->setInputTensorAddress(input, picture) || !context->setOutputTensorAddress(output, scores)) return refuse("an address was refused", recorder);
    for (int i = 0; i < kRuns; ++i)
        if (!context->enqueueV3() || numbers.nbNanErrors + numbers.nbInfErrors != 0) return refuse("an execution failed", recorder);
    context->destroy();
    engine->destroy();
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    constexpr int kSize = 28;
    constexpr std::uint64_t kClasses = 10;
    safe_sample::HostAllocator allocator;
    const Blob blob = count == 2 ? readFile(arguments[1], allocator) : Blob();
    if (!blob.data || blob.size == 0) return refuse("usage: safe_classifier PLAN", safe_sample::FixedRecorder());
    auto* picture = static_cast<float*>(allocator.allocate(kSize * kSize * sizeof(float), kAddressAlignment));
    auto* proxy = static_cast<float*>(allocator.allocate(kClasses * sizeof(float), kAddressAlignment));
    auto* safety = static_cast<float*>(allocator.allocate(kClasses * sizeof(float), kAddressAlignment));
    if (!picture || !proxy || !safety) return refuse("there is no memory", safe_sample::FixedRecorder());
    drawRing(picture, kSize);
    if (runPlan(blob, RuntimeScope::kPROXY, allocator, picture, proxy, kClasses) != 0) return 1;
    if (runPlan(blob, RuntimeScope::kSAFETY, allocator, picture, safety, kClasses) != 0) return 1;
    if (std::memcmp(proxy, safety, kClasses * sizeof(float)) != 0) return refuse("proxy and safety runtime differ", safe_sample::FixedRecorder());
    int best = 0;
    for (int i = 1; i < static_cast<int>(kClasses); ++i) best = safety[i] > safety[best] ? i : best;
    std::printf("class %d with %.3f, the same bits in both runtimes\n", best, static_cast<double>(safety[best]));
    allocator.deallocate(safety);
    allocator.deallocate(proxy);
    allocator.deallocate(picture);
    allocator.deallocate(blob.data);
    return 0;
}
