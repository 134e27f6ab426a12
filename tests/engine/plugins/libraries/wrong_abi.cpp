// SPDX-License-Identifier: Apache-2.0
// A library of a later plugin interface: only the first member means the same.
#include "engine/plugins/plugin.h"

extern "C" const planscope::plugins::Library* planscopePlugins() {
    static const planscope::plugins::Library library{planscope::plugins::kAbiVersion + 1, nullptr, nullptr, 1000};
    return &library;
}
