// SPDX-License-Identifier: Apache-2.0
#include "engine/scope/dla/facts.h"
#include "engine/scope/dla/families.h"
#include "engine/scope/report.h"

#include <bit>
#include <fmt/format.h>

namespace planscope::scope::dla {
namespace {

constexpr std::int64_t kLeastPool = 4096, kSramPerCore = std::int64_t{1} << 20;

struct Pool {
    std::string_view name;
    std::int64_t bytes = 0;
};
std::vector<Pool> poolsOf(const Question& q) {
    if (!q.plan.usesDla) return {};
    const Pools& pools = q.plan.dla.pools;
    return {{"dlaSRAM", pools.managedSram}, {"dlaLocalDRAM", pools.localDram}, {"dlaGlobalDRAM", pools.globalDram}};
}
void powerOfTwo(const Question& q, Emitter& emit) {
    for (const Pool& pool : poolsOf(q))
        if (pool.bytes <= 0 || !std::has_single_bit(static_cast<std::uint64_t>(pool.bytes)))
            emit.config(std::to_string(pool.bytes), fmt::format("pool {} of {} bytes must be a power of two", pool.name, pool.bytes));
}
void least(const Question& q, Emitter& emit) {
    for (const Pool& pool : poolsOf(q))
        if (pool.bytes < kLeastPool) emit.config(std::to_string(pool.bytes), fmt::format("pool {} of {} bytes is below 4 KiB", pool.name, pool.bytes));
}
/// Orin has 1 MiB for each core; the 4 MiB of Xavier are shared by four processors.
void share(const Question& q, Emitter& emit) {
    const std::int64_t bytes = q.plan.dla.pools.managedSram;
    if (q.plan.usesDla && bytes > kSramPerCore) emit.config(std::to_string(bytes), fmt::format("the SRAM pool of {} bytes exceeds the {} that a core has for itself", bytes, kSramPerCore));
}

using enum Confidence;
using enum Level;
constexpr Rule kRules[] = {
    says(Error, "DLA-MEM-01", "pool", "no power of two", "round it", "H861, L10", Documented, onWhole(powerOfTwo)),
    says(Error, "DLA-MEM-02", "pool", "below 4 KiB", "raise it", "L10", Documented, onWhole(least)),
    says(Warning, "DLA-MEM-03", "pool", "more SRAM than a core's share", "lower it", "FAQ", Documented, onWhole(share)),
    says(Warning, "DLA-MEM-04", "pool", "the pools of all loadables exceed the memory", "lower them", "L10", Inferred, kByPlacement),
    leaves("DLA-MEM-05", "pool", "a DRAM pool is smaller than what a loadable needs", "raise it to the next power of two", "pytorch/TensorRT#2731", Documented, kByPlacement),
};

}  // namespace

std::span<const Rule> memoryRules() { return kRules; }

}  // namespace planscope::scope::dla
