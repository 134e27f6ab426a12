// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/document.h"
#include "app/desktop/scope_panel.h"
#include "engine/base/result.h"
#include "views/graph/panel/graph_drawing.h"

#include <optional>
#include <span>

namespace planscope::desktop {

/// What an export reads: shared, immutable values, so that a file can be written while the window goes on.
struct ExportSource {
    std::optional<BuiltEngine> built = {};              ///< nothing before the first build
    inspect::BuildComparisonPtr comparison = {};        ///< that is shown; may be null
    std::vector<inspect::DriftCurvePtr> drifts = {};    ///< of builds whose accuracy was measured
    ScopeAnswerPtr scope = {};                          ///< null without an ONNX model
    QString model = {};                                 ///< path of what is open
    views::graph::GraphDrawing shownGraph = {};         ///< of the current tab
    views::graph::GraphDrawing optimisedGraph = {};
};

/// One kind of file that the app can write: a row of the Export menu.
struct ExportDef {
    const char* id;           ///< "trace"; object name of the action
    const char* title;        ///< "Chrome &trace…"
    const char* suffix;       ///< "json"
    const char* fileType;     ///< "Trace (*.json)"
    const char* defaultName;  ///< "trace.json"
    bool needsEngine;
    /// On any thread. @errors Code::File, Code::Memory
    Status (*write)(const ExportSource& source, const QString& path);
};

std::span<const ExportDef> exportDefs();

}  // namespace planscope::desktop
