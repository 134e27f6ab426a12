// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/quantization/scales.h"

#include <QWidget>

class QLineEdit;
class QPushButton;
class QToolButton;

namespace planscope::desktop {

/// The calibration cache that INT8 builds use: a file, or none. Reads it as soon as it is named.
class CalibrationField : public QWidget {
    Q_OBJECT

public:
    explicit CalibrationField(QWidget* parent);

    const quantization::Scales& scales() const { return m_scales; }
    /// Scales that were read before, with their file as origin.
    void setScales(quantization::Scales scales);
    /// @param why  a sentence where the model needs no calibration; empty: it does
    void setUsable(bool usable, const QString& why);

public Q_SLOTS:
    void setFile(const QString& file);

Q_SIGNALS:
    void changed();
    /// The user wants to make a cache from data.
    void calibrationWanted();
    void failed(const QString& sentence);

private:
    void choose();

    QLineEdit* m_file = nullptr;
    QToolButton* m_browse = nullptr;
    QPushButton* m_calibrate = nullptr;
    quantization::Scales m_scales;
};

}  // namespace planscope::desktop
