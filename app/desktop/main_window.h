// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/document.h"
#include "app/desktop/selection_bus.h"
#include "views/widgets/theme.h"

#include <QMainWindow>

class QLabel;
class QMenu;

namespace planscope::views::graph {
class GraphPanel;
class PropertyPanel;
}  // namespace planscope::views::graph
namespace planscope::views::profiler {
class ProfilerPanel;
enum class TacticWish;
}  // namespace planscope::views::profiler

namespace planscope::desktop {

class AccuracyPanel;
class BuildPanel;
class BuildsPanel;
class PrecisionPanel;
class ProblemsPanel;
class ScopePanel;
struct ExportDef;

/// The window: graph in the middle, build settings left, properties right, profiler and problems below. Wires views, selection
/// and document; decides nothing itself.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    Document& document() { return *m_document; }
    views::graph::GraphPanel& graphPanel() { return *m_graph; }
    SelectionBus& selection() { return *m_selection; }
    BuildPanel& buildPanel() { return *m_buildPanel; }

    /// Asks before nothing: a model that is open is replaced when the new one is good.
    void openPath(const QString& path);
    /// Writes one export of what the window shows now, in the background; says how it ended, and exported() too.
    void startExport(const ExportDef& def, const QString& path);
    void applyTheme(views::ThemeKind kind);
    /// Loads libraries with plugins in place of those before. @errors those of loadPlugins; then everything stays as it was
    Status usePlugins(const QStringList& libraries);

Q_SIGNALS:
    void exported(const QString& path, bool good);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    struct ActionRow;
    static const ActionRow kActions[];

    void createPanels();
    void createActions();
    void createMenus();
    void createExportMenu(QMenu* menu);
    void connectDocument();
    void connectBuildSettings();
    void connectSelection();
    QAction* actionNamed(const char* name) const;

    void chooseFile();
    void startBuild();
    void startProfile();
    void stopJob();
    void focusSearch();
    void toggleTheme();
    void resetLayout();
    void showPlugins();
    void showCalibration();
    void showWishes();
    void wishTactic(const QString& layer, int row, views::profiler::TacticWish wish);
    void showShortcuts();
    void showAbout();

    void chooseExport(const ExportDef& def);
    void fillRecentMenu();
    void showModel();
    void showOverlays();
    void compareBuilds(int before, int after);
    void showComparison(inspect::BuildComparisonPtr comparison);
    void showEngine();
    void showProblems();
    void updateActions();
    void selectNode(const QString& name);
    void showSentence(const QString& sentence);
    void showWritten(const QString& path);

    Document* m_document = nullptr;
    SelectionBus* m_selection = nullptr;
    views::graph::GraphPanel* m_graph = nullptr;
    views::graph::PropertyPanel* m_properties = nullptr;
    views::profiler::ProfilerPanel* m_profiler = nullptr;
    BuildPanel* m_buildPanel = nullptr;
    BuildsPanel* m_builds = nullptr;
    AccuracyPanel* m_accuracy = nullptr;
    PrecisionPanel* m_precisions = nullptr;
    ProblemsPanel* m_problems = nullptr;
    ScopePanel* m_scope = nullptr;
    QDockWidget* m_problemsDock = nullptr;
    QDockWidget* m_profilerDock = nullptr;
    QMenu* m_recentMenu = nullptr;
    QLabel* m_modelLabel = nullptr;
    QLabel* m_engineLabel = nullptr;
    QLabel* m_scopeLabel = nullptr;
    QStringList m_plugins;
    QByteArray m_defaultState;
    inspect::BuildComparisonPtr m_comparison;
    QPointer<Job> m_comparing;
    int m_announcedBuild = 0;  // whose comparison with the one before was said in the log
    QThreadPool m_comparePool;
    QThreadPool m_exportPool;  // files are finished before the window is gone
};

}  // namespace planscope::desktop
