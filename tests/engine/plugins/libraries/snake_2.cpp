// SPDX-License-Identifier: Apache-2.0
// The sample's Snake in a version 2 that cannot do anything: what is left after an upgrade.
#include "engine/plugins/plugin.h"

#include <stdexcept>

namespace {

using namespace planscope::plugins;

class Creator final : public PluginCreator {
public:
    const char* name() const override { return "Snake"; }
    const char* version() const override { return "2"; }
    const char* nameSpace() const override { return "planscope.samples"; }
    const FieldInfo* fields(int& count) const override {
        count = 0;
        return nullptr;
    }
    Plugin* create(const Field*, int) const override { return nullptr; }
};

}  // namespace

extern "C" const Library* planscopePlugins() {
    static const Creator creator;
    static const PluginCreator* const creators[] = {&creator};
    static const Library library{kAbiVersion, "snake 2", creators, 1};
    return &library;
}
