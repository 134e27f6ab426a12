// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/declines.h"

namespace planscope::passes {

std::string otherReaders(const Network& network, TensorId tensor, LayerId reader) {
    const LayerId producer = network.producer(tensor);
    const std::string subject =
        producer.valid() ? "the result of '" + network.layer(producer).name + "'" : "'" + network.tensor(tensor).name + "'";
    if (network.isOutput(tensor)) return subject + " is an output of the network";
    for (const LayerId other : network.consumers(tensor))
        if (other != reader) return subject + " is also read by '" + network.layer(other).name + "'";
    return subject + " has no other reader";
}

}  // namespace planscope::passes
