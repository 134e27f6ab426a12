// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/document.h"
#include "engine/base/result.h"

#include <span>

namespace planscope::views::graph {
class GraphPanel;
}

namespace planscope::desktop {

/// What an export may read. Pointers are borrowed for the call.
struct ExportSource {
    const OpenedModel* model = nullptr;
    const BuiltEngine* built = nullptr;  ///< null before the first build
    views::graph::GraphPanel* graph = nullptr;
};

/// One kind of file that the app can write: a row of the Export menu.
struct ExportDef {
    const char* id;           ///< "trace"; object name of the action
    const char* title;        ///< "Chrome &trace…"
    const char* suffix;       ///< "json"
    const char* fileType;     ///< "Trace (*.json)"
    const char* defaultName;  ///< "trace.json"
    bool needsEngine;
    Status (*write)(const ExportSource& source, const QString& path);
};

std::span<const ExportDef> exportDefs();

/// Writes `text` through a temporary file that is renamed, so that an old file survives a failure. @errors Code::File
Status writeTextFile(const QString& path, std::string_view text);

}  // namespace planscope::desktop
