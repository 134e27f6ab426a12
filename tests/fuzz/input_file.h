// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <filesystem>
#include <span>

namespace planscope::fuzz {

/// One file whose content changes from input to input, alone with `weights.bin` in a temporary folder of the process, so that
/// nothing else can be reached as external data. The folder goes with the process.
class InputFile {
public:
    InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;
    ~InputFile();

    /// Replaces the content. Ends the process where the temporary folder cannot be written.
    const std::filesystem::path& write(std::span<const std::byte> bytes);

private:
    std::filesystem::path m_folder, m_file;
};

}  // namespace planscope::fuzz
