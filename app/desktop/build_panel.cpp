// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/build_panel.h"

#include "engine/devices/device.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTime>
#include <QDir>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardPaths>
#include <QThread>
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

struct PrecisionRow {
    const char* name;
    const char* toolTip;
    bool available;
};
constexpr PrecisionRow kPrecisions[] = {
    {"FP32", "32-bit floating point, always on", true},
    {"TF32", "Not available yet: this release builds in FP32 only", false},
    {"FP16", "Not available yet: this release builds in FP32 only", false},
    {"INT8", "Not available yet: this release builds in FP32 only", false},
};

std::filesystem::path timingCachePath() {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::CacheLocation);
    QDir().mkpath(folder);
    return std::filesystem::path((folder + QStringLiteral("/timing.cache")).toStdString());
}

}  // namespace

BuildPanel::BuildPanel(QWidget* parent) : QWidget(parent) {
    m_device = new QComboBox(this);
    for (const std::string& id : deviceIds()) m_device->addItem(QString::fromStdString(id));
    m_device->setCurrentText(QStringLiteral("cpu"));
    m_threads = new QSpinBox(this);
    m_threads->setRange(1, std::max(1, QThread::idealThreadCount()));
    m_threads->setValue(m_threads->maximum());
    m_level = new QComboBox(this);
    for (const LevelRow& row : kLevels) {
        m_level->addItem(tr(row.title));
        m_level->setItemData(m_level->count() - 1, tr(row.toolTip), Qt::ToolTipRole);
    }
    m_level->setCurrentIndex(3);
    m_workspace = new QSpinBox(this);
    m_workspace->setRange(1, 4096);
    m_workspace->setValue(1024);
    m_workspace->setSuffix(tr(" MiB"));
    m_timingCache = new QCheckBox(tr("Keep timings between builds"), this);
    m_timingCache->setChecked(true);
    m_build = new QPushButton(tr("&Build"), this);
    m_cancel = new QPushButton(tr("Stop"), this);
    m_progress = new QProgressBar(this);
    m_stage = new QLabel(this);
    m_log = new QPlainTextEdit(this);
    m_log->setReadOnly(true);
    m_log->setMaximumBlockCount(kMaxLogLines);
    m_log->setAccessibleName(tr("Build log"));
    m_log->setPlaceholderText(tr("What was opened, built and measured is written here."));
    m_stage->setTextFormat(Qt::PlainText);
    m_stage->setMinimumWidth(1);

    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addRow(form, tr("&Device"), m_device, tr("cpu: vectorised and tuned; reference: the slow scalar oracle"));
    addRow(form, tr("&Threads"), m_threads, tr("Threads that one inference may use"));
    addRow(form, tr("&Level"), m_level, tr("How much is tried before a tactic is chosen (builderOptimizationLevel)"));
    form->addRow(tr("Precision"), makePrecisions());
    addRow(form, tr("&Workspace"), m_workspace, tr("Scratch memory that one layer may use"));
    addRow(form, QString(), m_timingCache, tr("Timings go to a cache file; the next build of the same layers is quick"));

    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_build, 1);
    buttons->addWidget(m_cancel);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addLayout(buttons);
    layout->addWidget(m_progress);
    layout->addWidget(m_stage);
    layout->addWidget(m_log, 1);

    m_build->setToolTip(tr("Build the engine (Ctrl+B)"));
    m_cancel->setToolTip(tr("Stop the running job (Shift+F5)"));
    const std::pair<QWidget*, const char*> names[] = {{m_device, "buildDevice"}, {m_threads, "buildThreads"}, {m_level, "buildLevel"},
                                                      {m_workspace, "buildWorkspace"}, {m_timingCache, "buildTimingCache"}, {m_build, "buildButton"},
                                                      {m_cancel, "cancelButton"}, {m_progress, "buildProgress"}, {m_stage, "buildStage"}, {m_log, "buildLog"}};
    for (const auto& [widget, name] : names) widget->setObjectName(QLatin1String(name));
    connect(m_build, &QPushButton::clicked, this, &BuildPanel::buildRequested);
    connect(m_cancel, &QPushButton::clicked, this, &BuildPanel::cancelRequested);
    setBusy(false);
}

void BuildPanel::addRow(QFormLayout* form, const QString& label, QWidget* field, const QString& toolTip) {
    field->setToolTip(toolTip);
    field->setAccessibleName(label.isEmpty() ? field->toolTip() : QString(label).remove(QLatin1Char('&')));
    if (label.isEmpty()) form->addRow(field);
    else form->addRow(label, field);
}

QWidget* BuildPanel::makePrecisions() {
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    for (const PrecisionRow& precision : kPrecisions) {
        auto* check = new QCheckBox(QLatin1String(precision.name), box);
        check->setObjectName(QStringLiteral("precision") + QLatin1String(precision.name));
        check->setToolTip(tr(precision.toolTip));
        check->setAccessibleDescription(tr(precision.toolTip));
        check->setChecked(precision.available);
        check->setEnabled(false);
        row->addWidget(check);
    }
    row->addStretch(1);
    return box;
}

BuildOptions BuildPanel::options() const {
    BuildOptions options;
    options.device = m_device->currentText().toStdString();
    options.threads = m_threads->value();
    options.selection.optimizationLevel = m_level->currentIndex();
    options.selection.workspaceLimitBytes = static_cast<std::uint64_t>(m_workspace->value()) << 20;
    if (m_timingCache->isChecked()) options.timingCache = timingCachePath();
    return options;
}

void BuildPanel::setOptions(const BuildOptions& options) {
    m_device->setCurrentText(QString::fromStdString(options.device));
    if (options.threads > 0) m_threads->setValue(options.threads);
    m_level->setCurrentIndex(options.selection.optimizationLevel);
    m_workspace->setValue(static_cast<int>(options.selection.workspaceLimitBytes >> 20));
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
    m_progress->setFormat(progress.total > 0 ? tr("%1 of %2").arg(progress.done).arg(progress.total) : QString());
    const QString text = progress.detail.isEmpty() ? progress.stage : progress.stage + QStringLiteral(": ") + progress.detail;
    m_stage->setText(m_stage->fontMetrics().elidedText(text, Qt::ElideMiddle, m_stage->width()));
    m_stage->setToolTip(text);
}

void BuildPanel::appendLog(const QString& line) {
    m_log->appendPlainText(QDateTime::currentDateTime().toString(QStringLiteral("HH:mm:ss ")) + line);
}

}  // namespace planscope::desktop
