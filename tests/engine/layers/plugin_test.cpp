// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/plugin.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::plugin {

/// Without a library every plugin is refused; what plugins do when they are loaded is in tests/engine/plugins.
LayerSuite suite() {
    return {
        .kind = layers::plugin::kind,
        .tolerance = Tolerance::exact(),
        .cases = {},
        .refused =
            {
                {"plugin(x f32[2]) {plugin=Snake}", "plugin 'Snake' version '1' is not loaded"},
                {"plugin(x f32[2]) {plugin=Snake, version=\"2\", namespace=samples}",
                 "plugin 'Snake' version '2' of namespace 'samples' is not loaded"},
            },
    };
}

}  // namespace planscope::layer_tests::plugin
