// SPDX-License-Identifier: Apache-2.0
// seed_texts FOLDER: writes the network of every layer case, as seeds for text_form and, by seed_plans, for plan_reader.
#include "tests/engine/layers/layer_cases.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

int main(int argc, char** argv) {
    using namespace planscope::layer_tests;
    if (argc != 2) return 2;
    int count = 0;
    for (const LayerSuite& suite : allSuites()) {
        for (const LayerCase& row : suite.cases) {
            const auto text = networkTextOf(row.text);
            if (!text) continue;
            const std::string name = std::string(suite.kind.name) + "_" + std::to_string(count++) + ".net";
            std::ofstream(std::filesystem::path(argv[1]) / name) << *text;
        }
    }
    std::printf("%d networks\n", count);
    return 0;
}
