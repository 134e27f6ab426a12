// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/document.h"
#include "engine/scope/report.h"
#include "views/graph/scene/node_colors.h"

namespace planscope::desktop {

/// What builds say of the nodes of the two graphs, for their colours.
/// @param built       may be null, then so is the overlay
/// @param comparison  may be null
/// @param report      what a scope says of the model; may be null
views::graph::NodeOverlayPtr importedOverlay(const OpenedModel& model, const BuiltEngine* built, const inspect::BuildComparison* comparison, const scope::Report* report);
views::graph::NodeOverlayPtr optimisedOverlay(const BuiltEngine* built, const inspect::BuildComparison* comparison);

}  // namespace planscope::desktop
