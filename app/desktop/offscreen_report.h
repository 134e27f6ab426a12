// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>

namespace planscope::desktop {

class MainWindow;

/// Opens `model` in `window`, builds and profiles it, prints the summary and writes report.html, trace.json and window.png
/// into `folder`. Runs the event loop; returns the exit code (0 good, 2 bad input, 3 our own fault).
int runOffscreenReport(MainWindow& window, const QString& model, const QString& folder);

}  // namespace planscope::desktop
