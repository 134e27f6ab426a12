// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/dla/placement/graph.h"
#include "engine/dla/placement/partition.h"

#include <string>

namespace planscope::dla {

/// What the DLA's compiler does to a layer, or what is known of such networks.
struct Note {
    LayerId layer{};       ///< invalid where it is about an input
    std::string subject;   ///< name of the layer or input
    std::string sentence;  ///< without the subject
};

/// The permutation of a shuffle that is a transpose and nothing else; empty otherwise. out[i] = in[permutation[i]]
Dims transposeOf(const Network& network, const Layer& layer);

/// Of the layers on the DLA: identity shuffles that are removed, adjacent transposes that are not merged and what one transpose would
/// do the same, and the mode of each SoftMax. Of the network: the known advice for volumes in INT8.
std::vector<Note> notesOn(const std::vector<Node>& nodes, const Partition& partition, const scope::Question& question);

}  // namespace planscope::dla
