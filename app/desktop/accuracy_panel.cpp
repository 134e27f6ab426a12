// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/accuracy_panel.h"

#include "app/desktop/data_field.h"
#include "views/profiler/plots/drift_plot.h"
#include "views/widgets/empty_state.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace planscope::desktop {
namespace {

constexpr int kSettingsWidth = 430;

}  // namespace

AccuracyPanel::AccuracyPanel(QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(makeSettings());
    auto* pane = new QWidget(this);
    m_pages = new QStackedLayout(pane);
    m_pages->addWidget(new views::EmptyState(tr("Nothing measured"), tr("A build is compared with FP32, tensor by tensor. Measure a second build with the same data and both are drawn."), pane));
    m_plot = new views::profiler::DriftPlot(pane);
    m_pages->addWidget(m_plot);
    row->addWidget(pane, 1);
    connect(m_plot, &views::profiler::DriftPlot::originsSelected, this, &AccuracyPanel::originsSelected);
    connect(m_data, &DataField::changed, this, [this] {
        Q_EMIT dataChanged();
        showState();
    });
    showState();
}

AccuracyPanel::~AccuracyPanel() { m_data->disconnect(this); }

QWidget* AccuracyPanel::makeSettings() {
    auto* settings = new QWidget(this);
    settings->setMaximumWidth(kSettingsWidth);
    m_data = new DataField(QStringLiteral("accuracy"), settings);
    m_measure = new QComboBox(settings);
    m_measure->setObjectName(QStringLiteral("accuracyMeasure"));
    m_measure->setAccessibleName(tr("What is drawn"));
    m_measure->addItems({tr("1 − cosine"), tr("largest difference")});
    m_message = new QLabel(settings);
    m_message->setObjectName(QStringLiteral("accuracyMessage"));
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_message->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_progress = new QProgressBar(settings);
    m_progress->setObjectName(QStringLiteral("accuracyProgress"));
    m_start = new QPushButton(tr("&Measure"), settings);
    m_start->setObjectName(QStringLiteral("accuracyStart"));
    m_stop = new QPushButton(tr("S&top"), settings);
    m_stop->setObjectName(QStringLiteral("accuracyStop"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_start);
    buttons->addWidget(m_stop);
    buttons->addStretch(1);
    auto* drawn = new QLabel(tr("D&rawn"), settings);
    drawn->setBuddy(m_measure);
    buttons->addWidget(drawn);
    buttons->addWidget(m_measure);
    auto* column = new QVBoxLayout(settings);
    column->setContentsMargins(8, 8, 8, 8);
    column->addWidget(m_data);
    column->addLayout(buttons);
    column->addWidget(m_progress);
    column->addWidget(m_message, 1);
    connect(m_start, &QPushButton::clicked, this, &AccuracyPanel::measure);
    connect(m_stop, &QPushButton::clicked, this, &AccuracyPanel::stopWanted);
    connect(m_measure, &QComboBox::currentIndexChanged, this, [this](int index) { m_plot->setMeasure(static_cast<views::profiler::DriftPlot::Measure>(index)); });
    return settings;
}

void AccuracyPanel::setNetwork(std::shared_ptr<const Network> network) {
    m_network = std::move(network);
    m_data->setNetwork(m_network);
}

void AccuracyPanel::setBuilds(const std::vector<FinishedBuild>& builds) {
    m_builds = builds;
    std::vector<inspect::DriftCurvePtr> curves;
    for (const FinishedBuild& build : builds)
        if (build.drift) curves.push_back(build.drift);
    m_pages->setCurrentIndex(curves.empty() ? 0 : 1);
    m_plot->setCurves(std::move(curves));
    showState();
}

void AccuracyPanel::setSelectedOrigins(const std::vector<std::uint32_t>& origins) { m_plot->setSelectedOrigins(origins); }
void AccuracyPanel::setData(const QString& path) { m_data->setPath(path); }

void AccuracyPanel::measure() {
    if (m_isBusy || !m_network || m_builds.empty()) return;
    m_isMeasuring = true;
    Q_EMIT measurementWanted({m_network, m_builds.back(), m_data->batches(), m_data->count(), m_data->path()});
}

void AccuracyPanel::setBusy(bool busy) {
    m_isBusy = busy;
    if (!busy) m_isMeasuring = false;
    showState();
}

void AccuracyPanel::showProgress(const JobProgress& progress) {
    if (!m_isMeasuring) return;
    m_progress->setRange(0, std::max(1, progress.total));
    m_progress->setValue(progress.done);
    m_progress->setFormat(progress.stage + QStringLiteral(" %p %"));
}

void AccuracyPanel::showState() {
    const bool isUsable = m_network && !m_builds.empty() && m_data->problem().isEmpty();
    m_data->setEnabled(!m_isMeasuring && m_network != nullptr);
    m_start->setEnabled(!m_isBusy && isUsable);
    m_stop->setEnabled(m_isMeasuring);
    m_progress->setTextVisible(m_isMeasuring);
    if (!m_isMeasuring) m_progress->reset();
    const auto say = [this](const QString& sentence) { m_message->setText(sentence); };
    if (!m_network) return say(tr("No model is open."));
    if (!m_data->problem().isEmpty()) return say(m_data->problem());
    if (m_builds.empty()) return say(tr("Build the model first."));
    if (m_isMeasuring) return say(tr("Measuring %1").arg(titleOf(m_builds.back())));
    if (const auto& drift = m_builds.back().drift)
        return say(tr("%1: %2, largest 1 − cosine at an output %3, %4 samples of %5")
                       .arg(QString::fromStdString(drift->title), QString::fromStdString(drift->verdict), QString::fromStdString(inspect::driftText(drift->worst)))
                       .arg(drift->samples)
                       .arg(QString::fromStdString(drift->data)));
    say(m_data->batches() ? tr("%1 is measured with these data.").arg(titleOf(m_builds.back()))
                          : tr("Without data, %1 is measured with made-up inputs, which say little of a trained network.").arg(titleOf(m_builds.back())));
}

}  // namespace planscope::desktop
