// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/accuracy_work.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedLayout;

namespace planscope::views::profiler {
class DriftPlot;
}

namespace planscope::desktop {

class DataField;

/// How far the results of builds are from FP32, along the network and at its outputs, with the user's data or with made-up values,
/// which it says.
class AccuracyPanel : public QWidget {
    Q_OBJECT

public:
    explicit AccuracyPanel(QWidget* parent = nullptr);
    ~AccuracyPanel() override;

    /// Another model; null: none that can be built.
    void setNetwork(std::shared_ptr<const Network> network);
    /// The last one is measured next; all that were measured are drawn.
    void setBuilds(const std::vector<FinishedBuild>& builds);
    void setSelectedOrigins(const std::vector<std::uint32_t>& origins);
    views::profiler::DriftPlot& plot() { return *m_plot; }

public Q_SLOTS:
    void setData(const QString& path);
    void measure();
    /// Something is at work, maybe this.
    void setBusy(bool busy);
    void showProgress(const planscope::desktop::JobProgress& progress);

Q_SIGNALS:
    void measurementWanted(const planscope::desktop::AccuracyTask& task);
    void stopWanted();
    /// Curves of other data are no longer to be compared with.
    void dataChanged();
    void originsSelected(const std::vector<std::uint32_t>& origins);

private:
    QWidget* makeSettings();
    void showState();

    std::shared_ptr<const Network> m_network;
    std::vector<FinishedBuild> m_builds;
    DataField* m_data = nullptr;
    views::profiler::DriftPlot* m_plot = nullptr;
    QComboBox* m_measure = nullptr;
    QLabel* m_message = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_stop = nullptr;
    QStackedLayout* m_pages = nullptr;
    bool m_isBusy = false, m_isMeasuring = false;
};

}  // namespace planscope::desktop
