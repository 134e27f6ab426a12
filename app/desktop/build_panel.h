// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/job.h"
#include "engine/builder/builder.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace planscope::desktop {

/// What to build for and how: device, threads, optimisation level, precisions, workspace; the Build button with progress and
/// cancel, and the log of what happened.
class BuildPanel : public QWidget {
    Q_OBJECT

public:
    explicit BuildPanel(QWidget* parent = nullptr);

    BuildOptions options() const;
    void setOptions(const BuildOptions& options);

public Q_SLOTS:
    void setBusy(bool busy);
    void setBuildable(bool buildable);
    void showProgress(const planscope::desktop::JobProgress& progress);
    void appendLog(const QString& line);

Q_SIGNALS:
    void buildRequested();
    void cancelRequested();

private:
    QWidget* makePrecisions();
    void addRow(QFormLayout* form, const QString& label, QWidget* field, const QString& toolTip);

    QComboBox* m_device = nullptr;
    QSpinBox* m_threads = nullptr;
    QComboBox* m_level = nullptr;
    QSpinBox* m_workspace = nullptr;
    QCheckBox* m_timingCache = nullptr;
    QPushButton* m_build = nullptr;
    QPushButton* m_cancel = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_stage = nullptr;
    QPlainTextEdit* m_log = nullptr;
    bool m_isBusy = false, m_isBuildable = false;
};

}  // namespace planscope::desktop
