// SPDX-License-Identifier: Apache-2.0
// Rules that the cuDLA interface enforces.
#include "engine/scope/dla/families.h"

namespace planscope::scope::dla {
namespace {

using enum Level;
constexpr Rule cudla(std::string_view id, std::string_view about, std::string_view violation, std::string_view fix, Level level = Error) {
    return {id, about, violation, fix, "CUD", Confidence::Documented, level, kRuntime | kDlaStandalone, kByRuntime};
}
constexpr Rule kRules[] = {
    cudla("CUDLA-01", "cudlaCreateDevice", "standalone mode on a discrete GPU", "use Orin or Xavier"),
    cudla("CUDLA-02", "cudlaMemRegister", "a pointer that is not aligned to 32 bytes", "align it to 128 bytes"),
    cudla("CUDLA-03", "cudlaMemRegister", "memory that is registered already", "unregister it first", Warning),
    cudla("CUDLA-04", "cudlaModuleLoadFromMemory", "a second module on a device handle", "create another handle"),
    cudla("CUDLA-05", "cudlaCreateDevice", "more than 16 handles of a core", "release some"),
    cudla("CUDLA-06", "cudlaSubmitTask", "events in hybrid mode, or a stream in standalone mode", "give what the mode needs"),
    cudla("CUDLA-07", "cudlaSubmitTask", "more than 29 fences to wait for, or to signal", "merge them"),
    cudla("CUDLA-08", "tensor", "a buffer whose size is not the descriptor's", "use size and strides of the descriptor"),
    cudla("CUDLA-09", "cudlaSubmitTask", "a stream that is being captured", {}),
    cudla("CUDLA-10", "cudlaModuleLoadFromMemory", "a loadable for another version of the device", "build it again"),
};

}  // namespace

std::span<const Rule> cudlaRules() { return kRules; }

}  // namespace planscope::scope::dla
