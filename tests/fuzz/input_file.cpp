// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/input_file.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

namespace planscope::fuzz {
namespace {

[[noreturn]] void giveUp(const std::filesystem::path& path) {
    std::fprintf(stderr, "cannot write '%s'\n", path.c_str());
    std::exit(2);
}

void writeAll(const std::filesystem::path& path, std::span<const std::byte> bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) giveUp(path);
}

}  // namespace

InputFile::InputFile() {
    std::string name = std::filesystem::temp_directory_path() / "planscope_fuzz_XXXXXX";
    if (!mkdtemp(name.data())) giveUp(name);
    m_folder = name;
    m_file = m_folder / "model.onnx";
    constexpr std::string_view kWeights = "64 bytes that a model may name as external data of its weights..";
    static_assert(kWeights.size() == 64);
    writeAll(m_folder / "weights.bin", std::as_bytes(std::span(kWeights)));
}

InputFile::~InputFile() {
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

const std::filesystem::path& InputFile::write(std::span<const std::byte> bytes) {
    writeAll(m_file, bytes);
    return m_file;
}

}  // namespace planscope::fuzz
