// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"
#include "engine/network/verify.h"
#include "tests/fuzz/fuzz_target.h"

using namespace planscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const Result<Network> network = parseNetwork(text, layers::table());
    if (!network) {
        fuzz::require(!network.error().message.empty(), "an error has a sentence");
        return 0;
    }
    (void)verify(*network);
    // Once printed a network has a name, from which the codes of its unknown extents follow.
    const Result<Network> named = parseNetwork(printNetwork(*network), layers::table());
    if (!named) return 0;
    const std::string printed = printNetwork(*named);
    const Result<Network> again = parseNetwork(printed, layers::table());
    fuzz::require(again && printNetwork(*again) == printed, "what is printed is read as what it was");
    return 0;
}
