// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/proxy/proxy.h"

#include "engine/runtime/safety/walk.h"

namespace planscope {
namespace proxy {
namespace {

class Watcher {
public:
    Watcher(const safety::ContextConfig& config, const Watch& watch) : m_config(config), m_watch(watch) {}

    void before(std::uint32_t) noexcept { m_began = now(); }
    void after(std::uint32_t step, const kernels::safe::Call& call) noexcept {
        const std::uint64_t ticks = now() - m_began;
        if (m_watch.times && step < m_watch.timeCount) {
            StepTime& time = m_watch.times[step];
            time.ticks += ticks;
            time.longest = ticks > time.longest ? ticks : time.longest;
            ++time.runs;
        }
        if (m_watch.show) m_watch.show(m_watch.showUser, step, call);
    }

private:
    std::uint64_t now() const noexcept { return m_config.clock ? m_config.clock(m_config.clockUser) : 0; }

    const safety::ContextConfig& m_config;
    const Watch& m_watch;
    std::uint64_t m_began = 0;
};

}  // namespace

safety::SafeStatus execute(safety::SafeContext& context, const Watch& watch) noexcept {
    Watcher watcher(context.config, watch);
    return safety::walk(context, watcher);
}

}  // namespace proxy
}  // namespace planscope
