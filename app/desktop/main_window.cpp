// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/main_window.h"

#include "app/desktop/accuracy_panel.h"
#include "app/desktop/build_panel.h"
#include "app/desktop/builds_panel.h"
#include "app/desktop/calibration_dialog.h"
#include "app/desktop/calibration_field.h"
#include "app/desktop/exports.h"
#include "app/desktop/node_overlays.h"
#include "app/desktop/plugin_dialog.h"
#include "app/desktop/precision_panel.h"
#include "app/desktop/problems_panel.h"
#include "app/desktop/scope_panel.h"
#include "app/desktop/settings.h"
#include "app/desktop/shapes_field.h"
#include "app/desktop/tactic_rules_field.h"
#include "app/desktop/tactic_wishes.h"
#include "engine/inspect/format.h"
#include "views/graph/panel/graph_panel.h"
#include "views/graph/panel/property_panel.h"
#include "views/profiler/panel/profiler_panel.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QResizeEvent>
#include <QStatusBar>

namespace planscope::desktop {
namespace {

constexpr double kMostProfilerShare = 0.42;

QDockWidget* addDock(QMainWindow* window, const char* name, const QString& title, QWidget* content, Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, window);
    dock->setObjectName(QLatin1String(name));
    dock->setWidget(content);
    window->addDockWidget(area, dock);
    return dock;
}

QString localFile(const QMimeData* mime) {
    return mime->hasUrls() && mime->urls().size() == 1 ? mime->urls().front().toLocalFile() : QString();
}

}  // namespace

MainWindow::MainWindow(QWidget* parent) : QMainWindow(parent) {
    m_document = new Document(this);
    m_selection = new SelectionBus(this);
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    createPanels();
    createActions();
    createMenus();
    connectDocument();
    connectBuildSettings();
    connectSelection();
    updateActions();
    showModel();
    resize(1600, 1000);
    m_defaultState = saveState();
}

MainWindow::~MainWindow() = default;

void MainWindow::createPanels() {
    m_graph = new views::graph::GraphPanel(this);
    m_properties = new views::graph::PropertyPanel(this);
    m_profiler = new views::profiler::ProfilerPanel(this);
    m_buildPanel = new BuildPanel(this);
    m_precisions = new PrecisionPanel(this);
    m_builds = new BuildsPanel(this);
    m_accuracy = new AccuracyPanel(this);
    m_problems = new ProblemsPanel(this);
    m_scope = new ScopePanel(this);
    setCentralWidget(m_graph);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    auto* build = addDock(this, "buildDock", tr("Build"), m_buildPanel, Qt::LeftDockWidgetArea);
    auto* properties = addDock(this, "propertiesDock", tr("Properties"), m_properties, Qt::RightDockWidgetArea);
    m_profilerDock = addDock(this, "profilerDock", tr("Profiler"), m_profiler, Qt::BottomDockWidgetArea);
    m_problemsDock = addDock(this, "problemsDock", tr("Problems"), m_problems, Qt::BottomDockWidgetArea);
    auto* precisions = addDock(this, "precisionDock", tr("Precision"), m_precisions, Qt::BottomDockWidgetArea);
    tabifyDockWidget(m_profilerDock, precisions);
    auto* builds = addDock(this, "buildsDock", tr("Builds"), m_builds, Qt::BottomDockWidgetArea);
    tabifyDockWidget(precisions, builds);
    auto* accuracy = addDock(this, "accuracyDock", tr("Accuracy"), m_accuracy, Qt::BottomDockWidgetArea);
    tabifyDockWidget(builds, accuracy);
    auto* scope = addDock(this, "scopeDock", tr("Safety and DLA"), m_scope, Qt::BottomDockWidgetArea);
    tabifyDockWidget(accuracy, scope);
    tabifyDockWidget(scope, m_problemsDock);
    m_profilerDock->raise();
    resizeDocks({build, properties}, {290, 330}, Qt::Horizontal);
    resizeDocks({m_profilerDock}, {470}, Qt::Vertical);

    m_modelLabel = new QLabel(this);
    m_engineLabel = new QLabel(this);
    m_modelLabel->setObjectName(QStringLiteral("modelLabel"));
    m_engineLabel->setObjectName(QStringLiteral("engineLabel"));
    m_scopeLabel = new QLabel(this);
    m_scopeLabel->setObjectName(QStringLiteral("scopeLabel"));
    statusBar()->addWidget(m_modelLabel);
    statusBar()->addPermanentWidget(m_scopeLabel);
    statusBar()->addPermanentWidget(m_engineLabel);
}

void MainWindow::connectDocument() {
    connect(m_document, &Document::opened, this, &MainWindow::showModel);
    connect(m_document, &Document::builtChanged, this, &MainWindow::showEngine);
    connect(m_document, &Document::problemsChanged, this, &MainWindow::showProblems);
    connect(m_document, &Document::busyChanged, m_buildPanel, &BuildPanel::setBusy);
    connect(m_document, &Document::busyChanged, this, &MainWindow::updateActions);
    connect(m_document, &Document::progressed, m_buildPanel, &BuildPanel::showProgress);
    connect(m_document, &Document::logged, m_buildPanel, &BuildPanel::appendLog);
    connect(m_document, &Document::failed, this, &MainWindow::showSentence);
    connect(m_buildPanel, &BuildPanel::buildRequested, this, &MainWindow::startBuild);
    connect(m_buildPanel, &BuildPanel::cancelRequested, this, &MainWindow::stopJob);
}

void MainWindow::connectBuildSettings() {
    connect(m_precisions, &PrecisionPanel::requestsChanged, this, [this] { m_buildPanel->setLayerPrecisions(m_precisions->requests()); });
    connect(m_buildPanel, &BuildPanel::wasReset, this, [this] { m_precisions->setRequests(m_buildPanel->options().precision.layerPrecisions); });
    connect(m_document, &Document::opened, this, [this] {
        m_precisions->setRequests({});
        m_buildPanel->setLayerPrecisions({});
        m_buildPanel->setLastBuild(std::nullopt);
        m_announcedBuild = 0;
    });
    connect(m_document, &Document::buildsChanged, this, [this] {
        m_builds->setBuilds(m_document->builds());
        m_accuracy->setBuilds(m_document->builds());
    });
    connect(m_document, &Document::busyChanged, m_accuracy, &AccuracyPanel::setBusy);
    connect(m_document, &Document::progressed, m_accuracy, &AccuracyPanel::showProgress);
    connect(m_accuracy, &AccuracyPanel::measurementWanted, m_document, &Document::measureAccuracy);
    connect(m_accuracy, &AccuracyPanel::stopWanted, this, &MainWindow::stopJob);
    connect(m_accuracy, &AccuracyPanel::dataChanged, m_document, &Document::forgetDrifts);
    connect(&m_buildPanel->tacticRules(), &TacticRulesField::changed, this, &MainWindow::showWishes);
    connect(m_buildPanel, &BuildPanel::staged, this, [this] { m_scope->setOptions(m_buildPanel->options()); });
    connect(m_scope, &ScopePanel::halfWanted, this, [this](const QString& layer) {
        m_buildPanel->allowHalf();
        if (layer.isEmpty()) return;
        std::vector<LayerTypes> requests = m_precisions->requests();
        requests.push_back({layer.toStdString(), {DataType::Half}});
        m_precisions->setRequests(requests);
        m_buildPanel->setLayerPrecisions(m_precisions->requests());
    });
    connect(m_scope, &ScopePanel::judged, this, [this] {
        m_scopeLabel->setText(m_scope->summary());
        showOverlays();
    });
    connect(m_builds, &BuildsPanel::comparisonWanted, this, &MainWindow::compareBuilds);
    connect(&m_buildPanel->calibration(), &CalibrationField::calibrationWanted, this, &MainWindow::showCalibration);
    connect(&m_buildPanel->calibration(), &CalibrationField::failed, this, &MainWindow::showSentence);
}

void MainWindow::connectSelection() {
    connect(m_graph, &views::graph::GraphPanel::originsSelected, m_selection, &SelectionBus::selectOrigins);
    connect(m_graph, &views::graph::GraphPanel::nodesShown, m_properties, &views::graph::PropertyPanel::showNodes);
    connect(m_builds, &BuildsPanel::originsSelected, m_selection, &SelectionBus::selectOrigins);
    connect(m_precisions, &PrecisionPanel::originsSelected, m_selection, &SelectionBus::selectOrigins);
    connect(m_scope, &ScopePanel::originsSelected, m_selection, &SelectionBus::selectOrigins);
    connect(m_accuracy, &AccuracyPanel::originsSelected, m_selection, &SelectionBus::selectOrigins);
    connect(m_profiler, &views::profiler::ProfilerPanel::stepsSelected, m_selection, &SelectionBus::selectSteps);
    connect(m_profiler, &views::profiler::ProfilerPanel::buildRequested, this, &MainWindow::startBuild);
    connect(m_profiler, &views::profiler::ProfilerPanel::tacticWanted, this, &MainWindow::wishTactic);
    connect(m_profiler, &views::profiler::ProfilerPanel::profileRequested, this, &MainWindow::startProfile);
    connect(m_selection, &SelectionBus::changed, this, [this] {
        m_graph->setSelectedOrigins(m_selection->origins());
        m_profiler->setSelectedSteps(m_selection->steps());
        m_precisions->setSelectedOrigins(m_selection->origins());
        m_accuracy->setSelectedOrigins(m_selection->origins());
        m_scope->setSelectedOrigins(m_selection->origins());
    });
    connect(m_problems, &ProblemsPanel::nodeRequested, this, &MainWindow::selectNode);
}

Status MainWindow::usePlugins(const QStringList& libraries) {
    Result<PluginTablePtr> table = loadPlugins(libraries);
    if (!table) return fail(std::move(table.error()));
    m_plugins = libraries;
    m_document->setPlugins(std::move(*table));
    return {};
}

void MainWindow::showPlugins() {
    auto* dialog = new PluginDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->showPlugins(m_plugins, m_document->plugins().get());
    connect(dialog, &PluginDialog::wanted, this, [this, dialog](const QStringList& libraries) {
        if (const Status used = usePlugins(libraries); !used) return dialog->showError(QString::fromStdString(used.error().text()));
        settings::setPlugins(libraries);
        dialog->showPlugins(m_plugins, m_document->plugins().get());
    });
    dialog->open();
}

void MainWindow::openPath(const QString& path) { m_document->open(path); }

void MainWindow::chooseFile() {
    const QString folder = settings::recentFiles().isEmpty() ? QString() : QFileInfo(settings::recentFiles().front()).path();
    const QString path = QFileDialog::getOpenFileName(this, tr("Open a model or a plan"), folder,
                                                      tr("Models and plans (*.onnx *.plan);;All files (*)"));
    if (!path.isEmpty()) openPath(path);
}

void MainWindow::startBuild() { m_document->build(m_buildPanel->options(), m_buildPanel->shapes().profiled()); }
void MainWindow::startProfile() { m_document->profile(); }
void MainWindow::stopJob() { m_document->cancel(); }
void MainWindow::focusSearch() { m_graph->activateSearch(); }
void MainWindow::resetLayout() { restoreState(m_defaultState); }

void MainWindow::toggleTheme() {
    const bool isDark = views::themeFor(palette()).kind == views::ThemeKind::Dark;
    const views::ThemeKind kind = isDark ? views::ThemeKind::Light : views::ThemeKind::Dark;
    settings::setTheme(kind);
    applyTheme(kind);
}

void MainWindow::applyTheme(views::ThemeKind kind) { QApplication::setPalette(views::makePalette(views::themeOf(kind))); }

void MainWindow::startExport(const ExportDef& def, const QString& path) {
    using views::graph::GraphPanel;
    std::vector<inspect::DriftCurvePtr> drifts;
    for (const FinishedBuild& build : m_document->builds())
        if (build.drift) drifts.push_back(build.drift);
    const ExportSource source{.built = m_document->built() ? std::optional(*m_document->built()) : std::nullopt,
                              .comparison = m_comparison,
                              .drifts = std::move(drifts),
                              .scope = m_scope->answer(),
                              .model = m_document->model() ? m_document->model()->path : QString(),
                              .shownGraph = m_graph->drawing(m_graph->currentTab()),
                              .optimisedGraph = m_graph->drawing(GraphPanel::Optimised)};
    statusBar()->showMessage(tr("Writing %1").arg(path));
    Job::start<Status>(
        this, &m_exportPool, [source, path, write = def.write](std::stop_token, ProgressBoard&) { return write(source, path); },
        [this, path](const Status& written) {
            if (!written) showSentence(QString::fromStdString(written.error().text()));
            else showWritten(path);
            Q_EMIT exported(path, written.has_value());
        });
}

void MainWindow::showWritten(const QString& path) {
    m_buildPanel->appendLog(tr("Wrote %1").arg(path));
    statusBar()->showMessage(tr("Wrote %1").arg(path), 5000);
}

void MainWindow::chooseExport(const ExportDef& def) {
    const QFileInfo model(m_document->model() ? m_document->model()->path : QString());
    const QString proposal = model.absolutePath() + QLatin1Char('/') + model.completeBaseName() + QLatin1Char('.') + QLatin1String(def.defaultName);
    QString path = QFileDialog::getSaveFileName(this, tr("Export"), proposal, tr(def.fileType));
    if (path.isEmpty()) return;
    if (QFileInfo(path).suffix().isEmpty()) path += QLatin1Char('.') + QLatin1String(def.suffix);
    startExport(def, path);
}

void MainWindow::wishTactic(const QString& layer, int row, views::profiler::TacticWish wish) {
    const BuiltEngine* built = m_document->built();
    if (!built || !built->record) return;
    const auto record = std::ranges::find(built->record->layers, layer.toStdString(), &LayerRecord::layer);
    if (record == built->record->layers.end() || row < 0 || row >= static_cast<int>(record->candidates.size())) return;
    if (record->kind == "reformat") return showSentence(tr("Reformats follow from the formats of the layers around them and cannot be chosen alone."));
    const CandidateRecord& candidate = record->candidates[static_cast<std::size_t>(row)];
    m_buildPanel->tacticRules().toggle({.effect = static_cast<AlgorithmRule::Effect>(wish), .layer = record->layer, .tactic = candidate.tactic,
                                        .algorithm = candidate.algorithm, .inputs = candidate.formats.inputs, .outputs = candidate.formats.outputs});
}

void MainWindow::showWishes() {
    const BuiltEngine* built = m_document->built();
    m_profiler->setWishes(built && built->record ? wishesOf(*built->record, m_buildPanel->tacticRules().rules()) : views::profiler::TacticWishes());
}

/// Not modal: what is being calibrated may take long.
void MainWindow::showCalibration() {
    const OpenedModel* model = m_document->model();
    if (!model || !model->network) return;
    const QFileInfo file(model->path);
    auto* dialog = new CalibrationDialog(model->network, file.absolutePath() + QLatin1Char('/') + file.completeBaseName() + QStringLiteral(".cache"), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_document, &Document::opened, dialog, &QDialog::close);
    connect(dialog, &CalibrationDialog::calibrated, this, [this](const QString& cache, const QStringList& warnings) {
        for (const QString& warning : warnings) m_buildPanel->appendLog(warning);
        m_buildPanel->calibration().setFile(cache);
    });
    dialog->show();
}

void MainWindow::showModel() {
    const OpenedModel* model = m_document->model();
    const bool isBuildable = model && model->network;
    m_buildPanel->setBuildable(isBuildable);
    m_buildPanel->setModel(isBuildable ? model->path : QString(), isBuildable && model->isQuantised, m_plugins);
    m_buildPanel->shapes().setShapes(isBuildable ? model->openShapes : OpenShapes{});
    m_precisions->setInt8(isBuildable, tr("No model is open"));
    m_accuracy->setNetwork(isBuildable ? model->network : nullptr);
    m_scope->setOptions(m_buildPanel->options());
    m_scope->setNetwork(isBuildable ? model->network : nullptr);
    setWindowTitle(model ? QFileInfo(model->path).fileName() + QStringLiteral(" – Planscope") : QStringLiteral("Planscope"));
    if (!model) {
        m_modelLabel->setText(tr("Open a model with Ctrl+O or drop one here"));
        return;
    }
    settings::addRecentFile(model->path);
    m_modelLabel->setText(model->network ? tr("%1 ONNX nodes · opset %2 · %3 layers")
                                               .arg(model->info.nodeCount)
                                               .arg(model->info.opset)
                                               .arg(model->network->layerCount())
                                         : tr("Plan, without its ONNX model"));
}

void MainWindow::showEngine() {
    const OpenedModel* model = m_document->model();
    const BuiltEngine* built = m_document->built();
    std::vector<SelectionBus::Step> steps;
    if (built)
        for (const EngineStep& step : built->engine->steps) steps.push_back({step.origins, step.def->category == Category::Reformat});
    m_selection->setSteps(std::move(steps));
    m_graph->setSnapshots(model ? model->imported : nullptr, built ? built->optimised : nullptr);
    m_profiler->setSnapshot(built ? built->profile : nullptr);
    showWishes();
    m_precisions->setLayers(built && built->layers ? built->layers : model ? model->layers : nullptr);
    if (built && built->isBuilt) m_buildPanel->setLastBuild(built->options);
    showOverlays();
    if (built) m_graph->setCurrentTab(views::graph::GraphPanel::Optimised);
    m_engineLabel->setText(built ? tr("%1 steps · arena %2 · %3")
                                       .arg(built->engine->steps.size())
                                       .arg(QString::fromStdString(inspect::formatBytes(built->engine->arenaBytes)))
                                       .arg(QString::fromStdString(built->engine->deviceId))
                                 : tr("Not built"));
    updateActions();
}

void MainWindow::showOverlays() {
    using views::graph::GraphPanel;
    const OpenedModel* model = m_document->model();
    m_graph->setOverlay(GraphPanel::Imported, model ? importedOverlay(*model, m_document->built(), m_comparison.get(), m_scope->answer() ? &m_scope->answer()->report : nullptr) : nullptr);
    m_graph->setOverlay(GraphPanel::Optimised, optimisedOverlay(m_document->built(), m_comparison.get()));
}

void MainWindow::compareBuilds(int before, int after) {
    delete m_comparing.data();
    if (before < 0) return showComparison(nullptr);
    const auto& builds = m_document->builds();
    const FinishedBuild first = builds[static_cast<std::size_t>(before)], second = builds[static_cast<std::size_t>(after)];
    m_comparing = Job::start<inspect::BuildComparisonPtr>(
        this, &m_comparePool, [first, second](std::stop_token, ProgressBoard&) { return compare(first, second); },
        [this, number = second.number, isNext = second.number == first.number + 1](inspect::BuildComparisonPtr comparison) {
            const QString summary = QString::fromStdString(inspect::summaryOf(*comparison));
            showComparison(std::move(comparison));
            if (!isNext || number <= m_announcedBuild) return;
            m_announcedBuild = number;
            m_buildPanel->appendLog(tr("Against the build before: %1").arg(summary));
            showSentence(summary);
        });
}

void MainWindow::showComparison(inspect::BuildComparisonPtr comparison) {
    m_comparison = std::move(comparison);
    m_builds->setComparison(m_comparison);
    showOverlays();
}

void MainWindow::showProblems() {
    const auto& problems = m_document->problems();
    m_problems->setProblems(problems);
    m_problemsDock->setWindowTitle(problems.empty() ? tr("Problems") : tr("Problems (%1)").arg(problems.size()));
    const bool hasErrors = std::any_of(problems.begin(), problems.end(), [](const Diagnostic& d) { return d.severity == Severity::Error; });
    if (!hasErrors) return;
    m_problemsDock->show();
    m_problemsDock->raise();
}

void MainWindow::selectNode(const QString& name) {
    const OpenedModel* model = m_document->model();
    if (!model || !model->network) return;
    const auto& origins = model->network->origins();
    for (std::size_t i = 0; i < origins.size(); ++i)
        if (origins[i].name == name.toStdString()) m_selection->selectOrigins({static_cast<std::uint32_t>(i)});
}

void MainWindow::showSentence(const QString& sentence) { statusBar()->showMessage(sentence, 15000); }

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localFile(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    openPath(localFile(event->mimeData()));
}

/// A window that gets lower takes the height from the profiler before the graph gets too small to be read.
void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    const bool isLower = event->size().height() < event->oldSize().height() || !event->oldSize().isValid();
    const int most = static_cast<int>(event->size().height() * kMostProfilerShare);
    if (isLower && !m_profilerDock->isFloating() && m_profilerDock->height() > most) resizeDocks({m_profilerDock}, {most}, Qt::Vertical);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    m_document->cancel();
    settings::saveWindow(*this);
    QMainWindow::closeEvent(event);
}

}  // namespace planscope::desktop
