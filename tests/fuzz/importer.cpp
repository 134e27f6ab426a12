// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/import.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_file.h"

using namespace planscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::InputFile file;
    const Result<onnx::ImportResult> result = onnx::importModel(file.write(fuzz::asBytes(data, size)), {}, {});
    if (!result) {
        fuzz::require(result.error().code != Code::Bug, "no model makes the importer fail inside itself");
        fuzz::require(!result.error().message.empty(), "an error has a sentence");
        return 0;
    }
    for (const Diagnostic& item : result->diagnostics.items())
        fuzz::require(item.severity != Severity::Error || item.error.code != Code::Bug, "no node makes the importer fail inside itself");
    return 0;
}
