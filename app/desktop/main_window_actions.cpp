// SPDX-License-Identifier: GPL-3.0-or-later
// The actions of the main window: one table, from which menus, the tool bar and the shortcut sheet follow.
#include "app/desktop/exports.h"
#include "app/desktop/main_window.h"
#include "app/desktop/settings.h"
#include "engine/base/version.h"

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QToolBar>

namespace planscope::desktop {

enum class Menu { File, Build, View, Help };
enum class Needs { Nothing, Model, Engine, Job };

struct MainWindow::ActionRow {
    const char* name;
    Menu menu;
    const char* text;
    const char* shortcut;
    const char* icon;  ///< in the resources; empty: not on the tool bar
    const char* toolTip;
    Needs needs;
    void (MainWindow::*slot)();
};

const MainWindow::ActionRow MainWindow::kActions[] = {
    {"open", Menu::File, "&Open…", "Ctrl+O", "open", "Open an ONNX model or a plan", Needs::Nothing, &MainWindow::chooseFile},
    {"plugins", Menu::File, "P&lugins…", "", "", "Libraries with layers of your own", Needs::Nothing, &MainWindow::showPlugins},
    {"build", Menu::Build, "&Build", "Ctrl+B", "build", "Build the engine with the settings on the left", Needs::Model, &MainWindow::startBuild},
    {"calibrate", Menu::Build, "&Calibrate…", "", "", "Find by data how the model is quantised to INT8", Needs::Model, &MainWindow::showCalibration},
    {"profile", Menu::Build, "&Profile", "F5", "profile", "Run the engine and measure every layer", Needs::Engine, &MainWindow::startProfile},
    {"stop", Menu::Build, "&Stop", "Shift+F5", "stop", "Stop the running job", Needs::Job, &MainWindow::stopJob},
    {"find", Menu::View, "&Find…", "Ctrl+F", "search", "Find nodes by name, operator, shape or tactic", Needs::Nothing, &MainWindow::focusSearch},
    {"theme", Menu::View, "Light or dark &theme", "Ctrl+T", "theme", "Switch between the light and the dark theme", Needs::Nothing, &MainWindow::toggleTheme},
    {"resetLayout", Menu::View, "&Reset panels", "", "", "Put all panels back where they belong", Needs::Nothing, &MainWindow::resetLayout},
    {"shortcuts", Menu::Help, "&Shortcuts", "F1", "", "All keyboard shortcuts", Needs::Nothing, &MainWindow::showShortcuts},
    {"about", Menu::Help, "&About Planscope", "", "", "Version and licences", Needs::Nothing, &MainWindow::showAbout},
};

void MainWindow::createActions() {
    for (const ActionRow& row : kActions) {
        auto* action = new QAction(tr(row.text), this);
        action->setObjectName(QLatin1String(row.name));
        action->setShortcut(QKeySequence(QLatin1String(row.shortcut)));
        const QString shortcut = action->shortcut().toString(QKeySequence::NativeText);
        action->setToolTip(shortcut.isEmpty() ? tr(row.toolTip) : tr("%1 (%2)").arg(tr(row.toolTip), shortcut));
        action->setStatusTip(tr(row.toolTip));
        if (*row.icon) action->setIcon(QIcon(QStringLiteral(":/icons/%1.svg").arg(QLatin1String(row.icon))));
        connect(action, &QAction::triggered, this, [this, slot = row.slot] { (this->*slot)(); });
        addAction(action);
    }
}

void MainWindow::createMenus() {
    QMenu* menus[] = {menuBar()->addMenu(tr("&File")), menuBar()->addMenu(tr("&Build")), menuBar()->addMenu(tr("&View")),
                      menuBar()->addMenu(tr("&Help"))};
    auto* toolBar = addToolBar(tr("Main"));
    toolBar->setObjectName(QStringLiteral("mainToolBar"));
    toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    for (const ActionRow& row : kActions) {
        menus[static_cast<int>(row.menu)]->addAction(actionNamed(row.name));
        if (*row.icon) toolBar->addAction(actionNamed(row.name));
    }
    QMenu* file = menus[static_cast<int>(Menu::File)];
    m_recentMenu = file->addMenu(tr("Open &recent"));
    connect(m_recentMenu, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
    createExportMenu(file->addMenu(tr("&Export")));
    file->addSeparator();
    auto* quit = file->addAction(tr("&Quit"), this, &QWidget::close);
    quit->setShortcut(QKeySequence::Quit);
    quit->setObjectName(QStringLiteral("quit"));

    QMenu* view = menus[static_cast<int>(Menu::View)];
    view->addSeparator();
    for (QDockWidget* dock : findChildren<QDockWidget*>(QString(), Qt::FindDirectChildrenOnly)) view->addAction(dock->toggleViewAction());
}

void MainWindow::createExportMenu(QMenu* menu) {
    menu->setObjectName(QStringLiteral("exportMenu"));
    for (const ExportDef& def : exportDefs()) {
        QAction* action = menu->addAction(tr(def.title), this, [this, &def] { chooseExport(def); });
        action->setObjectName(QLatin1String(def.id));
        addAction(action);
    }
}

QAction* MainWindow::actionNamed(const char* name) const { return findChild<QAction*>(QLatin1String(name)); }

void MainWindow::updateActions() {
    const bool busy = m_document->isBusy(), hasModel = m_document->model() != nullptr, hasEngine = m_document->built() != nullptr;
    const bool buildable = hasModel && m_document->model()->network;
    for (const ActionRow& row : kActions) {
        const bool met[] = {true, buildable && !busy, hasEngine && !busy, busy};
        actionNamed(row.name)->setEnabled(met[static_cast<int>(row.needs)]);
    }
    for (const ExportDef& def : exportDefs()) actionNamed(def.id)->setEnabled(hasModel && (hasEngine || !def.needsEngine));
}

void MainWindow::fillRecentMenu() {
    m_recentMenu->clear();
    for (const QString& path : settings::recentFiles())
        m_recentMenu->addAction(QFileInfo(path).fileName(), this, [this, path] { openPath(path); })->setToolTip(path);
    m_recentMenu->setToolTipsVisible(true);
    if (m_recentMenu->isEmpty()) {
        m_recentMenu->addAction(tr("Nothing opened yet"))->setEnabled(false);
        return;
    }
    m_recentMenu->addSeparator();
    m_recentMenu->addAction(tr("&Clear"), this, [] { settings::clearRecentFiles(); });
}

void MainWindow::showShortcuts() {
    QString rows;
    for (const ActionRow& row : kActions)
        if (*row.shortcut)
            rows += QStringLiteral("<tr><td><b>%1</b></td><td style='padding-left:16px'>%2</td></tr>")
                        .arg(QLatin1String(row.shortcut), tr(row.toolTip));
    const std::pair<const char*, const char*> viewKeys[] = {
        {"Wheel", "Zoom at the cursor"},  {"Drag", "Move the view"},          {"F or Space", "Fit the selection, then everything"},
        {"Arrow keys", "Follow an edge"}, {"N, Shift+N", "Next or previous hit"}, {"W, S, A, D", "Zoom and move the timeline"},
        {". and ,", "Next or previous slice"}};
    for (const auto& [keys, meaning] : viewKeys)
        rows += QStringLiteral("<tr><td><b>%1</b></td><td style='padding-left:16px'>%2</td></tr>").arg(tr(keys), tr(meaning));
    QMessageBox box(QMessageBox::NoIcon, tr("Shortcuts"), QStringLiteral("<table>%1</table>").arg(rows), QMessageBox::Close, this);
    box.setTextFormat(Qt::RichText);
    box.exec();
}

void MainWindow::showAbout() {
    QMessageBox::about(this, tr("About Planscope"),
                       tr("<h3>Planscope %1</h3><p>Builds, explains, runs and profiles neural networks. An independent implementation of "
                          "the system that the TensorRT %2 release notes for DRIVE OS describe; not NVIDIA software.</p><p>App and views: "
                          "GPL-3.0-or-later. Engine and kernels: Apache-2.0.</p><p>Nothing here is certified.</p>")
                           .arg(QLatin1String(kProductVersion), QString::fromStdString(kVersion.text())));
}

}  // namespace planscope::desktop
