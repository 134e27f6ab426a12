// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/reader/read_model.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_file.h"

using namespace planscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::InputFile file;
    Diagnostics diagnostics;
    const Result<onnx::OnnxModel> model = onnx::readModel(file.write(fuzz::asBytes(data, size)), diagnostics);
    if (!model) {
        fuzz::require(!model.error().message.empty(), "an error has a sentence");
        return 0;
    }
    for (const onnx::OnnxInitialiser& initialiser : model->graph.initialisers)
        if (initialiser.value) (void)(*initialiser.value)->hash();  // touches every byte
    return 0;
}
