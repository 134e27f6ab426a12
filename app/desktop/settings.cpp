// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/settings.h"

#include <QFileInfo>
#include <QGuiApplication>
#include <QMainWindow>
#include <QPalette>
#include <QSettings>

namespace planscope::desktop::settings {
namespace {

constexpr int kMaxRecent = 10;
constexpr int kStateVersion = 1;  // raised when docks change their meaning

const QString kRecent = QStringLiteral("recentFiles");
const QString kTheme = QStringLiteral("theme");
const QString kPlugins = QStringLiteral("plugins");
const QString kGeometry = QStringLiteral("window/geometry");
const QString kState = QStringLiteral("window/state");

}  // namespace

QStringList recentFiles() { return QSettings().value(kRecent).toStringList(); }

void addRecentFile(const QString& path) {
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList files = recentFiles();
    files.removeAll(absolute);
    files.prepend(absolute);
    QSettings().setValue(kRecent, QStringList(files.mid(0, kMaxRecent)));
}

void clearRecentFiles() { QSettings().remove(kRecent); }

views::ThemeKind theme() {
    const QString stored = QSettings().value(kTheme).toString();
    if (stored == QStringLiteral("dark")) return views::ThemeKind::Dark;
    if (stored == QStringLiteral("light")) return views::ThemeKind::Light;
    return QGuiApplication::palette().color(QPalette::Window).lightness() < 128 ? views::ThemeKind::Dark : views::ThemeKind::Light;
}

void setTheme(views::ThemeKind kind) {
    QSettings().setValue(kTheme, kind == views::ThemeKind::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
}

QStringList plugins() { return QSettings().value(kPlugins).toStringList(); }

void setPlugins(const QStringList& libraries) { QSettings().setValue(kPlugins, libraries); }

void saveWindow(const QMainWindow& window) {
    QSettings settings;
    settings.setValue(kGeometry, window.saveGeometry());
    settings.setValue(kState, window.saveState(kStateVersion));
}

bool restoreWindow(QMainWindow& window) {
    const QSettings settings;
    return window.restoreGeometry(settings.value(kGeometry).toByteArray()) &&
           window.restoreState(settings.value(kState).toByteArray(), kStateVersion);
}

}  // namespace planscope::desktop::settings
