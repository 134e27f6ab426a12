// SPDX-License-Identifier: Apache-2.0
// Rules that the runtimes and the consistency checker enforce: they name them in what they report.
#include "engine/scope/safety/families.h"

namespace planscope::scope::safety {
namespace {

using enum Confidence;
using enum Level;
constexpr std::uint8_t kBothReaders = kRuntime | kChecker;
constexpr Rule kRules[] = {
    {"SAFE-RT-01", "context", "more than 4 GiB of device memory", "reduce workspace or tensors", "SEED", Documented, Error, kRuntime | kSafe, kByRuntime},
    {"SAFE-RT-02", "enqueueV3", "another context of the same engine is inside enqueueV3", "use one engine per thread, or take turns", "SEED", Documented, Error, kRuntime, kByRuntime},
    {"SAFE-RT-03", "address", "null, or not aligned to 256 bytes", "align it to 256 bytes", "H861", Documented, Error, kRuntime, kByRuntime},
    {"SAFE-RT-04", "enqueueV3", "the address of an input or output is not set", "set it", "H861", Documented, Error, kRuntime, kByRuntime},
    {"SAFE-RT-05", "runtime", "no error recorder", "set one", "H861", Documented, Error, kRuntime, kByRuntime},
    {"SAFE-RT-06", "recorder", "errors were lost", "make it larger, and stop", "H861", Documented, Warning, kRuntime, kByRuntime},
    {"SAFE-RT-07", "input", "vector padding is not zero", "clear it once", "SEED", Documented, Warning, kRuntime, kByRuntime},
    {"SAFE-RT-08", "output", "vector padding is read", "mask it", "SEED", Documented, Advice, kRuntime, kByRuntime},
    {"SAFE-RT-09", "error buffer", "NaN or infinity among the outputs", "discard the frame", "H861", Documented, Warning, kRuntime, kByRuntime},
    {"SAFE-RT-10", "setDeviceMemory", "the block is smaller than getDeviceMemorySize", "allocate getDeviceMemorySize()", "H861, own", OwnChoice, Error, kRuntime, kByRuntime},
    {"SAFE-RT-11", "interface", "a deprecated index function is called", "use names", "H861", Documented, Advice, kRuntime, kByRuntime},
    {"SAFE-RT-12", "operation", "memory is allocated after initialization", "allocate before", "4.2", OwnChoice, Error, kRuntime, kByRuntime},
    {"SAFE-RT-13", "operation", "a step takes longer than its bound", {}, "4.2", OwnChoice, Warning, kRuntime, kByRuntime},
    {"SAFE-RT-14", "context", "created while an error of the engine is pending", "stop", "H861", Documented, Error, kRuntime, kByRuntime},
    {"SAFE-RT-15", "context", "used from two threads at once", "use one context per thread", "H861", Documented, Error, kRuntime, kByRuntime},
    {"SAFE-RT-16", "runtime", "deserialize is called from two threads", "use one runtime per thread", "H861", Documented, Error, kRuntime, kByRuntime},
    {"SAFE-RT-17", "buffers", "changed before the stream or the event says that they were read", "wait for the event", "H861", Documented, Warning, kRuntime, kByRuntime},
    {"SAFE-VER-01", "plan", "not of release 8.6.12, for the safety runtime", "build it again", "SEED", Documented, Error, kRuntime, kByRuntime},
    {"SAFE-VER-02", "plan", "of another build, for the standard runtime", "build it again", "SEED", Documented, Error, kRuntime, kByRuntime},
    {"SAFE-VER-03", "plan", "of another capability", "use the runtime for it", "SEED", Documented, Error, kRuntime, kByRuntime},
    {"SAFE-VER-04", "plan", "for another SM", "build it again", "SEED", Documented, Error, kRuntime, kByRuntime},
    {"SAFE-VER-05", "plan", "made for another platform", "build it again", "SEED", Documented, Error, kRuntime, kByRuntime},
    {"SAFE-VER-06", "plan", "a checksum differs", "fetch it again", "4.2", OwnChoice, Error, kBothReaders, kByRuntime},
    {"SAFE-VER-07", "plan", "its size differs from what it says", "fetch it again", "4.2", OwnChoice, Error, kBothReaders, kByRuntime},
    {"SAFE-CHK-01", "plan", "not validated before it is released", "run the checker", "SEED", OwnChoice, Warning, kSafe, kByChecker},
    {"SAFE-CHK-02", "plan", "a tensor is too large", {}, "2.7 (CC-05)", OwnChoice, Error, kChecker, kByChecker},
    {"SAFE-CHK-03", "plan", "a step reads a tensor before it is written", {}, "2.7 (CC-08)", OwnChoice, Error, kChecker, kByChecker},
    {"SAFE-CHK-04", "plan", "a kernel that is not in the table of safe kernels", {}, "2.7 (CC-10)", OwnChoice, Error, kChecker, kByChecker},
    {"SAFE-CHK-05", "plan", "tensors that live at once overlap", {}, "2.7 (CC-12)", OwnChoice, Error, kChecker, kByChecker},
    {"SAFE-CHK-06", "plan", "weights that are not finite", {}, "2.7 (CC-13)", OwnChoice, Error, kChecker, kByChecker},
    {"SAFE-CHK-07", "plan", "a plugin rejects its data", {}, "H861", Documented, Error, kChecker, kByChecker},
    {"SAFE-CHK-08", "plan", "not of capability kSAFETY", {}, "H861", Documented, Error, kChecker, kByChecker},
    {"SAFE-CHK-09", "plan", "a step is outside the scope", {}, "2.5 (CC-09)", OwnChoice, Error, kChecker, kByChecker},
    {"SAFE-CHK-10", "plan", "of another release than the checker", {}, "H861", Documented, Error, kChecker, kByChecker},
    {"SAFE-STATE-01", "system", "the CUDA mode of ASIL-D with the 8.6.12 runtime", {}, "SEED 4323665", Documented, Warning, kRuntime, kByRuntime},
    {"SAFE-STATE-02", "system", "a CUDA graph in the safety runtime", "measure with and without", "SEED 3793130", Documented, Advice, kRuntime, kByRuntime},
    {"SAFE-STATE-03", "system", "the operational state is switched while a network with SoftMax is loaded", {}, "SEED 4350817", Documented, Warning, kRuntime, kByRuntime},
};

}  // namespace

std::span<const Rule> runtimeRules() { return kRules; }

}  // namespace planscope::scope::safety
