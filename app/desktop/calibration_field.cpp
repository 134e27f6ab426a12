// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/calibration_field.h"

#include "engine/quantization/calibration_cache.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace planscope::desktop {

CalibrationField::CalibrationField(QWidget* parent) : QWidget(parent) {
    m_file = new QLineEdit(this);
    m_file->setObjectName(QStringLiteral("calibrationFile"));
    m_file->setAccessibleName(tr("Calibration cache"));
    m_file->setPlaceholderText(tr("no cache"));
    m_file->setClearButtonEnabled(true);
    m_file->setMinimumWidth(40);
    m_browse = new QToolButton(this);
    m_browse->setObjectName(QStringLiteral("calibrationBrowse"));
    m_browse->setText(tr("…"));
    m_browse->setToolTip(tr("Choose a calibration cache, as TensorRT or planexec calibrate wrote it"));
    m_browse->setAccessibleName(m_browse->toolTip());
    m_calibrate = new QPushButton(tr("&Make…"), this);
    m_calibrate->setObjectName(QStringLiteral("calibrationMake"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_file, 1);
    row->addWidget(m_browse);
    row->addWidget(m_calibrate);
    connect(m_file, &QLineEdit::editingFinished, this, [this] { setFile(m_file->text()); });
    connect(m_browse, &QToolButton::clicked, this, &CalibrationField::choose);
    connect(m_calibrate, &QPushButton::clicked, this, &CalibrationField::calibrationWanted);
    setUsable(false, tr("No model is open"));
}

void CalibrationField::setUsable(bool usable, const QString& why) {
    for (QWidget* widget : {static_cast<QWidget*>(m_file), static_cast<QWidget*>(m_browse), static_cast<QWidget*>(m_calibrate)}) widget->setEnabled(usable);
    m_file->setToolTip(usable ? tr("How tensors are quantised where INT8 is allowed (--calib)") : why);
    m_calibrate->setToolTip(usable ? tr("Find the ranges of all tensors with data of yours") : why);
}

void CalibrationField::setScales(quantization::Scales scales) {
    m_scales = std::move(scales);
    m_file->setText(QString::fromStdString(m_scales.origin));
    Q_EMIT changed();
}

void CalibrationField::setFile(const QString& file) {
    if (file.toStdString() == m_scales.origin) return;
    if (file.isEmpty()) return setScales({});
    auto cache = quantization::readCalibrationCache(file.toStdString());
    if (!cache) {
        m_file->setText(QString::fromStdString(m_scales.origin));
        Q_EMIT failed(QString::fromStdString(cache.error().text()));
        return;
    }
    quantization::Scales scales = quantization::scalesOf(*cache);
    scales.origin = file.toStdString();
    setScales(std::move(scales));
}

void CalibrationField::choose() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Calibration cache"), m_file->text(), tr("Calibration caches (*.cache *.calib *.txt);;All files (*)"));
    if (!path.isEmpty()) setFile(path);
}

}  // namespace planscope::desktop
