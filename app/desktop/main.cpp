// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/main_window.h"
#include "app/desktop/offscreen_report.h"
#include "app/desktop/settings.h"
#include "engine/base/version.h"
#include "views/widgets/theme_style.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QIcon>

#include <cstdio>
#include <cstring>
#include <exception>

using namespace planscope;

namespace {

constexpr int kBadInput = 2, kOwnFault = 3;

/// Those of the settings as far as they can still be loaded, then those of the command line. @errors of the latter
Status usePlugins(desktop::MainWindow& window, const QStringList& given) {
    QStringList libraries;
    for (const QString& stored : desktop::settings::plugins()) {
        if (const Status used = window.usePlugins(libraries + QStringList{stored}); used) libraries += stored;
        else std::fprintf(stderr, "planscope: %s\n", used.error().text().c_str());
    }
    for (const QString& library : given)
        if (!libraries.contains(QFileInfo(library).absoluteFilePath())) libraries += QFileInfo(library).absoluteFilePath();
    return window.usePlugins(libraries);
}

/// Without a display the report mode still works: Qt is told before it looks for one.
void chooseOffscreen(int argc, char** argv) {
    for (int i = 1; i < argc; ++i)
        if (std::strncmp(argv[i], "--offscreen-report", 18) == 0) qputenv("QT_QPA_PLATFORM", "offscreen");
}

int run(int argc, char** argv) {
    chooseOffscreen(argc, argv);
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("planscope"));
    QApplication::setOrganizationName(QStringLiteral("planscope"));
    QApplication::setApplicationVersion(QLatin1String(kProductVersion));
    QApplication::setStyle(new views::ThemeStyle);
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/planscope.svg")));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Builds, explains, runs and profiles neural networks."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption report(QStringLiteral("offscreen-report"),
                                    QStringLiteral("Without a window: build and profile the model, write report.html, trace.json and window.png into <folder>."),
                                    QStringLiteral("folder"));
    const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("light or dark"), QStringLiteral("name"));
    const QCommandLineOption plugins(QStringLiteral("plugins"), QStringLiteral("Libraries with plugins, in addition to those of the menu."),
                                     QStringLiteral("a.so,b.so"));
    parser.addOptions({report, theme, plugins});
    parser.addPositionalArgument(QStringLiteral("model"), QStringLiteral("An ONNX model or a plan."), QStringLiteral("[model]"));
    parser.process(app);

    views::ThemeKind kind = desktop::settings::theme();
    if (parser.isSet(theme)) kind = parser.value(theme) == QStringLiteral("dark") ? views::ThemeKind::Dark : views::ThemeKind::Light;
    desktop::MainWindow window;
    window.applyTheme(kind);

    if (const Status used = usePlugins(window, parser.value(plugins).split(QLatin1Char(','), Qt::SkipEmptyParts)); !used) {
        std::fprintf(stderr, "planscope: %s\n", used.error().text().c_str());
        return kBadInput;
    }

    const QString model = parser.positionalArguments().value(0);
    if (parser.isSet(report)) {
        if (model.isEmpty()) {
            std::fprintf(stderr, "planscope: --offscreen-report needs a model\n");
            return kBadInput;
        }
        return desktop::runOffscreenReport(window, model, parser.value(report));
    }
    desktop::settings::restoreWindow(window);
    window.show();
    if (!model.isEmpty()) window.openPath(model);
    return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "planscope: internal error: %s\n", error.what());
        return kOwnFault;
    }
}
