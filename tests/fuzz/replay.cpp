// SPDX-License-Identifier: Apache-2.0
// Stands in for libFuzzer's main where only stored inputs are to be run again: every file of the folders and files named.
#include "tests/fuzz/fuzz_target.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> filesOf(const fs::path& path) {
    if (!fs::is_directory(path)) return {path};
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

bool replay(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    if (!file.good() && !file.eof()) return false;
    std::printf("%s\n", path.c_str());  // the last line names the input that fails
    std::fflush(stdout);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    int count = 0;
    for (int i = 1; i < argc; ++i) {
        for (const fs::path& path : filesOf(argv[i])) {
            if (!replay(path)) {
                std::fprintf(stderr, "cannot read '%s'\n", path.c_str());
                return 2;
            }
            ++count;
        }
    }
    if (count == 0) {
        std::fprintf(stderr, "there is nothing to replay\n");
        return 2;
    }
    std::printf("%d inputs replayed\n", count);
    return 0;
}
