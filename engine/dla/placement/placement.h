// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/dla/placement/behaviour.h"
#include "engine/dla/placement/partition.h"
#include "engine/scope/report.h"

#include <memory>

namespace planscope::dla {

/// Where one layer runs.
struct LayerPlace {
    LayerId id;
    int part = kGpu;                              ///< a loadable by its index
    bool isMeant = false;                         ///< it was asked to run on the DLA
    std::vector<const scope::Rule*> reasons{};    ///< rules that keep it from the DLA, each once
};

/// What would come of one layer on the other device.
struct Suggestion {
    LayerId layer;
    bool toDla = false;           ///< else to the GPU
    int transitions = 0;          ///< with that change
    std::size_t loadables = 0;
    std::vector<const scope::Rule*> reasons{};  ///< what has to be mended before, where it goes to the DLA
};

/// Where everything runs, why, and what the rules say to it.
struct Placement {
    std::vector<LayerPlace> layers{};   ///< those that run, producers first
    Partition partition{};              ///< its nodes are indices into `layers`
    Transitions transitions{};
    int reformats = 0;                  ///< at transitions to and from the GPU, and at inputs and outputs whose format is not the DLA's
    std::vector<std::string> loadables{};  ///< names: "{ForeignNode[first...last]}"
    std::vector<Suggestion> suggestions{};  ///< single layers that remove transitions, the best first
    std::vector<Note> notes{};          ///< what the DLA's compiler does, and known advice
    scope::Report report{};             ///< of the rules, and of the placement itself

    std::size_t countOnDla() const;
    /// Without GPU fallback: nothing is left for the GPU. Otherwise no rule is broken that fallback does not help.
    bool isAccepted() const { return report.isAccepted(); }
};

/// Places the layers of a network. Pure; on any thread.
Placement place(const scope::Question& question);

/// Whether the DLA can run this layer with such a build, whatever device it is meant for.
bool canRunOnDla(const scope::Question& question, LayerId layer);

}  // namespace planscope::dla
