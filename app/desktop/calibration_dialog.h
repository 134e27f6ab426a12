// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/job.h"
#include "engine/calibration/calibrate.h"

#include <QDialog>
#include <QPointer>

#include <memory>

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace planscope::desktop {

class DataField;

/// Data, a calibrator and a file for the cache: finds the ranges of a model's tensors in the background. Shows the first sample, so
/// that wrong scaling or channel order is seen before hours of it.
class CalibrationDialog : public QDialog {
    Q_OBJECT

public:
    /// @param cacheFile  proposed
    CalibrationDialog(std::shared_ptr<const Network> network, const QString& cacheFile, QWidget* parent);
    ~CalibrationDialog() override;

public Q_SLOTS:
    void setData(const QString& path);
    void start();
    void stop();

Q_SIGNALS:
    /// The cache was written.
    void calibrated(const QString& cacheFile, const QStringList& warnings);

private:
    void showData();
    void showFirstSample();
    void say(const QString& sentence, bool isError);
    void setRunning(bool running);

    std::shared_ptr<const Network> m_network;
    DataField* m_data = nullptr;  // its batches are the job's while that runs
    QLineEdit* m_cache = nullptr;
    QComboBox* m_calibrator = nullptr;
    QLabel* m_preview = nullptr;
    QLabel* m_numbers = nullptr;
    QLabel* m_message = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_stop = nullptr;
    QThreadPool m_pool;
    QPointer<Job> m_job;
};

}  // namespace planscope::desktop
