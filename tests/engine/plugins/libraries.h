// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/layers/plugin_table.h"

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string_view>

namespace planscope::plugin_tests {

/// The file of a library of tests/engine/plugins/libraries by its name, or of the sample library "snake".
std::filesystem::path libraryFile(std::string_view name);

/// The table with these libraries. Ends the test program where one cannot be loaded.
std::unique_ptr<const layers::PluginTable> tableWith(std::initializer_list<std::string_view> names);

}  // namespace planscope::plugin_tests
