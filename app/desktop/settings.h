// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/widgets/theme.h"

#include <QStringList>

class QMainWindow;

namespace planscope::desktop::settings {

/// What outlives a session: recent files, the theme, plugin libraries, the window's geometry and docks.

QStringList recentFiles();
/// Puts `path` first; at most ten are kept.
void addRecentFile(const QString& path);
void clearRecentFiles();

/// The stored choice, or what the desktop's palette suggests.
views::ThemeKind theme();
void setTheme(views::ThemeKind kind);

/// Libraries with plugins, in the order of loading.
QStringList plugins();
void setPlugins(const QStringList& libraries);

void saveWindow(const QMainWindow& window);
/// False if nothing was stored by this version.
bool restoreWindow(QMainWindow& window);

}  // namespace planscope::desktop::settings
