// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/plugins/libraries.h"

#include <cstdio>
#include <cstdlib>

namespace planscope::plugin_tests {

std::filesystem::path libraryFile(std::string_view name) {
    if (name == "snake") return PLANSCOPE_SNAKE;
    return std::filesystem::path(PLANSCOPE_TEST_PLUGINS) / (std::string(name) + ".so");
}

std::unique_ptr<const layers::PluginTable> tableWith(std::initializer_list<std::string_view> names) {
    std::vector<std::filesystem::path> files;
    for (const std::string_view name : names) files.push_back(libraryFile(name));
    auto registry = plugins::Registry::load(files);
    if (!registry) {
        std::fprintf(stderr, "%s\n", registry.error().text().c_str());
        std::exit(1);
    }
    return std::make_unique<const layers::PluginTable>(*std::move(registry));
}

}  // namespace planscope::plugin_tests
