// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/offscreen_report.h"

#include "app/desktop/build_panel.h"
#include "app/desktop/exports.h"
#include "app/desktop/main_window.h"
#include "engine/inspect/summary_text.h"

#include <QApplication>
#include <QDir>
#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <cstdio>

namespace planscope::desktop {
namespace {

constexpr int kGood = 0, kBadInput = 2, kOwnFault = 3;
constexpr int kSettleMs = 800;  // layouts and animations come to rest before the picture is taken

/// Waits until the document is idle; false if it said that something failed.
bool waitUntilIdle(Document& document) {
    bool failed = false;
    QEventLoop loop;
    const auto onFailure = QObject::connect(&document, &Document::failed, &loop, [&](const QString& sentence) {
        failed = true;
        std::fprintf(stderr, "planscope: %s\n", qPrintable(sentence));
    });
    QTimer poll;
    QObject::connect(&poll, &QTimer::timeout, &loop, [&] {
        if (!document.isBusy()) loop.quit();
    });
    poll.start(20);
    loop.exec();
    QObject::disconnect(onFailure);
    return !failed;
}

/// The slowest layer, so that the picture shows its properties and candidates.
void selectSlowest(MainWindow& window) {
    const auto& layers = window.document().built()->profile->layers;
    const auto slowest = std::ranges::max_element(layers, {}, &inspect::LayerRow::medianNs);
    if (slowest != layers.end()) window.selection().selectSteps({slowest->step});
}

bool exportAndWait(MainWindow& window, const ExportDef& def, const QString& path) {
    bool isGood = false;
    QEventLoop loop;
    const auto onEnd = QObject::connect(&window, &MainWindow::exported, &loop, [&](const QString&, bool good) {
        isGood = good;
        loop.quit();
    });
    window.startExport(def, path);
    loop.exec();
    QObject::disconnect(onEnd);
    return isGood;
}

bool writeExports(MainWindow& window, const QDir& folder) {
    for (const ExportDef& def : exportDefs()) {
        const QString name = QLatin1String(def.defaultName);
        if (name != QLatin1String("report.html") && name != QLatin1String("trace.json")) continue;
        if (!exportAndWait(window, def, folder.filePath(name))) return false;
    }
    selectSlowest(window);
    QEventLoop settle;
    QTimer::singleShot(kSettleMs, &settle, &QEventLoop::quit);
    settle.exec();
    return window.grab().save(folder.filePath(QStringLiteral("window.png")));
}

}  // namespace

int runOffscreenReport(MainWindow& window, const QString& model, const QString& folder) {
    QDir().mkpath(folder);
    window.show();
    window.openPath(model);
    if (!waitUntilIdle(window.document()) || !window.document().model()) return kBadInput;
    if (window.document().model()->network) window.document().build(window.buildPanel().options());
    else window.document().profile();
    if (!waitUntilIdle(window.document()) || !window.document().built()) return kBadInput;
    std::printf("%s\n", inspect::buildSummaryText(*window.document().built()->profile).c_str());
    if (!writeExports(window, QDir(folder))) return kOwnFault;
    std::printf("Wrote report.html, trace.json and window.png to %s\n", qPrintable(QDir(folder).absolutePath()));
    return kGood;
}

}  // namespace planscope::desktop
