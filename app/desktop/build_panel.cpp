// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/build_panel.h"

#include "app/desktop/build_settings.h"
#include "app/desktop/calibration_field.h"
#include "app/desktop/kept_rules.h"
#include "app/desktop/shapes_field.h"
#include "app/desktop/tactic_rules_field.h"
#include "engine/devices/device.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTextOption>
#include <QThread>
#include <QToolButton>
#include <QVBoxLayout>

namespace planscope::desktop {
namespace {

constexpr int kMaxLogLines = 2000;

struct LevelRow {
    const char* title;
    const char* toolTip;
};
constexpr LevelRow kLevels[] = {
    {"0 – no timing", "Fastest build: the first tactic that accepts is taken, nothing is timed"},
    {"1 – few tactics", "Only the most promising tactics are timed"},
    {"2 – some tactics", "The promising half of the tactics is timed"},
    {"3 – all tactics (default)", "Every tactic in every useful format is timed"},
    {"4 – all, longer", "Every tactic, with more repetitions"},
    {"5 – all, longest", "Every tactic and format, with the most repetitions"},
};

struct ConstraintsRow {
    const char* title;
    const char* toolTip;
};
constexpr ConstraintsRow kConstraints[] = {  // in the order of PrecisionConstraints
    {"none", "What the table of layers asks for has no effect"},
    {"prefer", "It holds where it is possible; otherwise there is a warning"},
    {"obey", "It holds, or the build fails and says why"},
};

struct UnitRow {
    const char* stage;
    const char* unit;
};
constexpr UnitRow kUnits[] = {{"tactics", QT_TRANSLATE_NOOP("BuildPanel", "tactics timed")}, {"Profiling", QT_TRANSLATE_NOOP("BuildPanel", "inferences")}};

/// What a stage counts; empty where that says nothing to people.
QString unitOf(const QString& stage) {
    for (const UnitRow& row : kUnits)
        if (stage == QLatin1String(row.stage)) return BuildPanel::tr(row.unit);
    return {};
}

constexpr int kCommandLines = 4, kLeastSettingsHeight = 120;

std::filesystem::path timingCachePath() {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::CacheLocation);
    QDir().mkpath(folder);
    return std::filesystem::path((folder + QStringLiteral("/timing.cache")).toStdString());
}

}  // namespace

BuildPanel::BuildPanel(QWidget* parent) : QWidget(parent) {
    m_level = new QComboBox(this);
    for (const LevelRow& row : kLevels) {
        m_level->addItem(tr(row.title));
        m_level->setItemData(m_level->count() - 1, tr(row.toolTip), Qt::ToolTipRole);
    }
    m_level->setCurrentIndex(3);
    m_constraints = new QComboBox(this);
    for (const ConstraintsRow& row : kConstraints) {
        m_constraints->addItem(tr(row.title));
        m_constraints->setItemData(m_constraints->count() - 1, tr(row.toolTip), Qt::ToolTipRole);
    }
    m_workspace = new QSpinBox(this);
    m_workspace->setRange(1, 4096);
    m_workspace->setValue(1024);
    m_workspace->setSuffix(tr(" MiB"));
    m_build = new QPushButton(tr("&Build"), this);
    m_cancel = new QPushButton(tr("Stop"), this);
    m_reset = new QPushButton(tr("&Reset"), this);
    m_progress = new QProgressBar(this);
    m_stage = new QLabel(this);
    m_staged = new QLabel(this);
    m_staged->setWordWrap(true);
    m_staged->setTextFormat(Qt::PlainText);
    m_log = new QPlainTextEdit(this);
    m_log->setReadOnly(true);
    m_log->setMaximumBlockCount(kMaxLogLines);
    m_log->setAccessibleName(tr("Build log"));
    m_log->setPlaceholderText(tr("What was opened, built and measured is written here."));
    m_log->setMinimumHeight(40);
    m_stage->setTextFormat(Qt::PlainText);
    m_stage->setMinimumWidth(1);

    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Device"), makeDeviceRow());
    addRow(form, tr("&Level"), m_level, tr("How much is tried before a tactic is chosen (builderOptimizationLevel)"));
    form->addRow(tr("Precision"), makePrecisions());
    m_shapes = new ShapesField(this);
    form->addRow(tr("Shapes"), m_shapes);
    m_calibration = new CalibrationField(this);
    form->addRow(tr("Calibration"), m_calibration);
    addRow(form, tr("&Constraints"), m_constraints, tr("Whether the precisions that the table of layers asks for must hold (precisionConstraints)"));
    addRow(form, tr("&Workspace"), m_workspace, tr("Scratch memory that one layer may use"));
    form->addRow(tr("Timings"), makeTimingCache());
    m_tacticRules = new TacticRulesField(this);
    form->addRow(tr("Tactics"), m_tacticRules);

    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_build, 1);
    buttons->addWidget(m_reset);
    buttons->addWidget(m_cancel);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(5);
    layout->addWidget(makeScrolled(form));
    layout->addWidget(m_staged);
    layout->addLayout(buttons);
    layout->addWidget(m_progress);
    layout->addWidget(m_stage);
    layout->addWidget(makeCommandLine());
    layout->addWidget(m_log, 1);

    nameWidgets();
    watchChanges();
    m_defaults = options();
    setBusy(false);
    showStaged();
}

void BuildPanel::nameWidgets() {
    m_build->setToolTip(tr("Build the engine with these settings (Ctrl+B)"));
    m_cancel->setToolTip(tr("Stop the running job (Shift+F5)"));
    m_reset->setToolTip(tr("Back to the settings of the last build"));
    const std::pair<QWidget*, const char*> names[] = {
        {m_device, "buildDevice"}, {m_threads, "buildThreads"}, {m_level, "buildLevel"}, {m_workspace, "buildWorkspace"},
        {m_timingCache, "buildTimingCache"}, {m_timingCacheFile, "buildTimingCacheFile"}, {m_browse, "buildTimingCacheBrowse"},
        {m_constraints, "buildConstraints"}, {m_build, "buildButton"}, {m_cancel, "cancelButton"}, {m_reset, "resetButton"},
        {m_progress, "buildProgress"}, {m_stage, "buildStage"}, {m_staged, "buildStaged"}, {m_command, "buildCommand"},
        {m_copy, "copyCommandButton"}, {m_log, "buildLog"}};
    for (const auto& [widget, name] : names) widget->setObjectName(QLatin1String(name));
}

void BuildPanel::watchChanges() {
    for (QComboBox* box : {m_device, m_level, m_constraints}) connect(box, &QComboBox::currentIndexChanged, this, &BuildPanel::showStaged);
    for (QSpinBox* box : {m_threads, m_workspace}) connect(box, &QSpinBox::valueChanged, this, &BuildPanel::showStaged);
    for (QCheckBox* box : {m_tf32, m_fp16, m_int8, m_timingCache}) connect(box, &QCheckBox::toggled, this, &BuildPanel::showStaged);
    connect(m_timingCacheFile, &QLineEdit::textChanged, this, &BuildPanel::showStaged);
    connect(m_timingCache, &QCheckBox::toggled, m_timingCacheFile, &QWidget::setEnabled);
    connect(m_timingCache, &QCheckBox::toggled, m_browse, &QWidget::setEnabled);
    connect(m_browse, &QToolButton::clicked, this, &BuildPanel::chooseTimingCache);
    connect(m_tacticRules, &TacticRulesField::changed, this, &BuildPanel::showStaged);
    connect(m_shapes, &ShapesField::changed, this, &BuildPanel::showStaged);
    connect(m_calibration, &CalibrationField::changed, this, &BuildPanel::showStaged);
    connect(m_calibration, &CalibrationField::failed, this, &BuildPanel::appendLog);
    connect(m_build, &QPushButton::clicked, this, &BuildPanel::buildRequested);
    connect(m_cancel, &QPushButton::clicked, this, &BuildPanel::cancelRequested);
    connect(m_reset, &QPushButton::clicked, this, &BuildPanel::reset);
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_command->toPlainText()); });
}

void BuildPanel::addRow(QFormLayout* form, const QString& label, QWidget* field, const QString& toolTip) {
    field->setToolTip(toolTip);
    field->setAccessibleName(label.isEmpty() ? field->toolTip() : QString(label).remove(QLatin1Char('&')));
    if (label.isEmpty()) form->addRow(field);
    else form->addRow(label, field);
}

/// Windows may be lower than the settings are: they scroll once the log has given what it can.
QWidget* BuildPanel::makeScrolled(QFormLayout* form) {
    auto* settings = new QWidget;
    form->setContentsMargins(0, 0, 0, 0);
    settings->setLayout(form);
    auto* area = new QScrollArea(this);
    area->setObjectName(QStringLiteral("buildSettings"));
    area->setAccessibleName(tr("Build settings"));
    area->setFocusPolicy(Qt::NoFocus);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setWidget(settings);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setMinimumSize(settings->minimumSizeHint().width() + area->verticalScrollBar()->sizeHint().width(), kLeastSettingsHeight);
    area->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    return area;
}

QWidget* BuildPanel::makeDeviceRow() {
    m_device = new QComboBox(this);
    for (const std::string& id : deviceIds()) m_device->addItem(QString::fromStdString(id));
    m_device->setCurrentText(QStringLiteral("cpu"));
    m_device->setToolTip(tr("cpu: vectorised and tuned; reference: the slow scalar oracle"));
    m_device->setAccessibleName(tr("Device"));
    m_threads = new QSpinBox(this);
    m_threads->setRange(1, std::max(1, QThread::idealThreadCount()));
    m_threads->setValue(m_threads->maximum());
    m_threads->setToolTip(tr("Threads that one inference may use"));
    m_threads->setAccessibleName(tr("Threads"));
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    auto* label = new QLabel(tr("&Threads"), box);
    label->setBuddy(m_threads);
    row->addWidget(m_device, 1);
    row->addWidget(label);
    row->addWidget(m_threads);
    return box;
}

QWidget* BuildPanel::makePrecisions() {
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);  // two by two: four in a row are wider than the panel
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(2);
    int place = 0;
    const auto add = [&](const char* name, const QString& toolTip) {
        auto* check = new QCheckBox(QLatin1String(name), box);
        check->setObjectName(QStringLiteral("precision") + QLatin1String(name));
        check->setToolTip(toolTip);
        check->setAccessibleDescription(toolTip);
        grid->addWidget(check, place / 2, place % 2);
        ++place;
        return check;
    };
    QCheckBox* single = add("FP32", tr("Always allowed: every layer can be FP32"));
    single->setChecked(true);
    single->setEnabled(false);
    m_tf32 = add("TF32", tr("Operands of convolutions and matrix products with 10 mantissa bits, as tensor cores take them (--tf32)"));
    m_fp16 = add("FP16", tr("Tensors and weights in half precision, sums in single precision (--fp16)"));
    m_int8 = add("INT8", {});
    return box;
}

QWidget* BuildPanel::makeTimingCache() {
    m_timingCache = new QCheckBox(tr("Keep"), this);
    m_timingCache->setChecked(true);
    m_timingCache->setToolTip(tr("Timings go to a cache file; the next build of the same layers is quick"));
    m_timingCacheFile = new QLineEdit(QString::fromStdString(timingCachePath().string()), this);
    m_timingCacheFile->setToolTip(tr("The timing cache file (--timingCacheFile)"));
    m_timingCacheFile->setAccessibleName(tr("Timing cache file"));
    m_timingCacheFile->setMinimumWidth(40);
    m_browse = new QToolButton(this);
    m_browse->setText(tr("…"));
    m_browse->setToolTip(tr("Choose the timing cache file"));
    m_browse->setAccessibleName(m_browse->toolTip());
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_timingCache);
    row->addWidget(m_timingCacheFile, 1);
    row->addWidget(m_browse);
    return box;
}

QWidget* BuildPanel::makeCommandLine() {
    m_command = new QPlainTextEdit(this);
    m_command->setReadOnly(true);
    m_command->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_command->setWordWrapMode(QTextOption::WrapAnywhere);
    m_command->setTabChangesFocus(true);
    m_command->setAccessibleName(tr("The same build on the command line"));
    m_command->setToolTip(m_command->accessibleName());
    m_command->setPlaceholderText(tr("The equivalent planexec line stands here."));
    m_command->setFixedHeight(m_command->fontMetrics().lineSpacing() * kCommandLines + 10);
    m_copy = new QPushButton(tr("Cop&y"), this);
    m_copy->setToolTip(tr("Copy the command line"));
    auto* title = new QLabel(tr("On the command line"), this);
    title->setBuddy(m_command);
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(3);
    grid->addWidget(title, 0, 0);
    grid->addWidget(m_copy, 0, 1, Qt::AlignRight);
    grid->addWidget(m_command, 1, 0, 1, 2);
    return box;
}

BuildOptions BuildPanel::options() const {
    BuildOptions options;
    options.device = m_device->currentText().toStdString();
    options.threads = m_threads->value();
    options.selection.optimizationLevel = m_level->currentIndex();
    options.selection.workspaceLimitBytes = static_cast<std::uint64_t>(m_workspace->value()) << 20;
    options.precision.tf32 = m_tf32->isChecked();
    options.precision.fp16 = m_fp16->isChecked();
    options.precision.int8 = m_int8->isChecked();
    options.precision.constraints = static_cast<PrecisionConstraints>(m_constraints->currentIndex());
    options.precision.layerPrecisions = m_layerPrecisions;
    options.profiles = m_shapes->profiles();
    options.selection.algorithms = m_tacticRules->rules();
    if (m_int8->isChecked()) options.scales = m_calibration->scales();
    if (m_timingCache->isChecked()) options.timingCache = m_timingCacheFile->text().toStdString();
    return options;
}

void BuildPanel::setOptions(const BuildOptions& options) {
    m_device->setCurrentText(QString::fromStdString(options.device));
    if (options.threads > 0) m_threads->setValue(options.threads);
    m_level->setCurrentIndex(options.selection.optimizationLevel);
    m_workspace->setValue(static_cast<int>(options.selection.workspaceLimitBytes >> 20));
    m_tf32->setChecked(options.precision.tf32);
    m_fp16->setChecked(options.precision.fp16);
    m_shapes->setProfiles(options.profiles);
    m_tacticRules->setRules(options.selection.algorithms);
    m_int8->setChecked(options.precision.int8);
    if (options.precision.int8) m_calibration->setScales(options.scales);
    m_constraints->setCurrentIndex(static_cast<int>(options.precision.constraints));
    m_layerPrecisions = options.precision.layerPrecisions;
    m_timingCache->setChecked(!options.timingCache.empty());
    if (!options.timingCache.empty()) m_timingCacheFile->setText(QString::fromStdString(options.timingCache.string()));
    showStaged();
}

void BuildPanel::setModel(const QString& model, bool isQuantised, const QStringList& plugins) {
    if (model != m_model) {
        m_calibration->setScales({});
        m_tacticRules->setRules({});
    }
    m_model = model;
    m_plugins = plugins;
    m_int8->setEnabled(!model.isEmpty());
    if (!m_int8->isEnabled()) m_int8->setChecked(false);
    m_int8->setToolTip(model.isEmpty() ? tr("No model is open")
                       : isQuantised   ? tr("8-bit integers between Q and DQ nodes, computed exactly (--int8)")
                                       : tr("8-bit integers for convolutions and matrix products, quantised as the calibration says (--int8)"));
    m_int8->setAccessibleDescription(m_int8->toolTip());
    m_calibration->setUsable(!model.isEmpty() && !isQuantised,
                             model.isEmpty() ? tr("No model is open") : tr("The model says itself how it is quantised, by its QuantizeLinear and DequantizeLinear"));
    showStaged();
}

void BuildPanel::setLastBuild(std::optional<BuildOptions> options) {
    m_lastBuild = std::move(options);
    showStaged();
}

void BuildPanel::setLayerPrecisions(std::vector<LayerTypes> requests) {
    const bool isFirst = m_layerPrecisions.empty() && !requests.empty();
    m_layerPrecisions = std::move(requests);
    if (isFirst && m_constraints->currentIndex() == static_cast<int>(PrecisionConstraints::None))
        m_constraints->setCurrentIndex(static_cast<int>(PrecisionConstraints::Prefer));
    showStaged();
}

void BuildPanel::reset() {
    setOptions(m_lastBuild.value_or(m_defaults));
    Q_EMIT wasReset();
}

void BuildPanel::allowHalf() { m_fp16->setChecked(true); }

void BuildPanel::showStaged() {
    const BuildOptions now = options();
    const QStringList changes = stagedChanges(m_lastBuild.value_or(m_defaults), now);
    const QString list = changes.join(QStringLiteral(", "));
    if (changes.isEmpty()) m_staged->setText(m_lastBuild ? tr("No changes since the last build") : tr("Not built yet: %1").arg(configurationText(now)));
    else m_staged->setText(changes.size() == 1 ? tr("1 change: %1").arg(list) : tr("%1 changes: %2").arg(changes.size()).arg(list));
    m_build->setText(changes.isEmpty() ? tr("&Build") : tr("&Build (%1)").arg(changes.size()));
    m_build->setAccessibleDescription(m_staged->text());
    m_reset->setEnabled(!changes.isEmpty());
    Q_EMIT staged();
    m_reset->setToolTip(m_lastBuild ? tr("Back to the settings of the last build") : tr("Back to the first settings"));
    const QString line = m_model.isEmpty() ? QString() : commandLine(m_model, now, m_plugins, keepRules(m_model, now.selection.algorithms));
    if (line != m_command->toPlainText()) m_command->setPlainText(line);
    m_copy->setEnabled(!line.isEmpty());
}

void BuildPanel::chooseTimingCache() {
    const QString path = QFileDialog::getSaveFileName(this, tr("Timing cache"), m_timingCacheFile->text(), tr("Timing caches (*.cache);;All files (*)"),
                                                      nullptr, QFileDialog::DontConfirmOverwrite);
    if (!path.isEmpty()) m_timingCacheFile->setText(path);
}

void BuildPanel::setBusy(bool busy) {
    m_isBusy = busy;
    m_build->setEnabled(m_isBuildable && !busy);
    m_cancel->setEnabled(busy);
    if (busy) return;
    m_progress->setRange(0, 1);
    m_progress->setValue(0);
    m_progress->setFormat(QString());
    m_stage->setText(m_isBuildable ? tr("Ready") : tr("No model is open"));
}

void BuildPanel::setBuildable(bool buildable) {
    m_isBuildable = buildable;
    setBusy(m_isBusy);
}

void BuildPanel::showProgress(const JobProgress& progress) {
    m_progress->setRange(0, progress.total);
    m_progress->setValue(progress.done);
    m_progress->setFormat(progress.total > 0 ? tr("%1 of %2 %3").arg(progress.done).arg(progress.total).arg(unitOf(progress.stage)).trimmed() : QString());
    const QString text = progress.detail.isEmpty() ? progress.stage : progress.stage + QStringLiteral(": ") + progress.detail;
    m_stage->setText(m_stage->fontMetrics().elidedText(text, Qt::ElideMiddle, m_stage->width()));
    m_stage->setToolTip(text);
}

void BuildPanel::appendLog(const QString& line) {
    m_log->appendPlainText(QDateTime::currentDateTime().toString(QStringLiteral("HH:mm:ss ")) + line);
}

}  // namespace planscope::desktop
