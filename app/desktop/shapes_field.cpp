// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/shapes_field.h"

#include "app/desktop/shapes_dialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace planscope::desktop {

ShapesField::ShapesField(QWidget* parent) : QWidget(parent) {
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("shapesText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setMinimumWidth(1);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_change = new QPushButton(tr("C&hange…"), this);
    m_change->setObjectName(QStringLiteral("shapesChange"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_text, 1);
    row->addWidget(m_change);
    connect(m_change, &QPushButton::clicked, this, &ShapesField::ask);
    setShapes({});
}

void ShapesField::setShapes(OpenShapes shapes) {
    m_shapes = std::move(shapes);
    m_change->setEnabled(!m_shapes.extents.empty());
    m_change->setToolTip(m_shapes.extents.empty() ? tr("The model leaves no extents open") : tr("Build for ranges of shapes instead of one (--minShapes, --optShapes, --maxShapes)"));
    setRanges({});
}

std::vector<OptimizationProfile> ShapesField::profiles() const {
    if (m_ranges.empty()) return {};
    return {profileOf(m_shapes, m_ranges)};
}

void ShapesField::setProfiles(const std::vector<OptimizationProfile>& wanted) {
    if (wanted == profiles()) return;
    setRanges(wanted.empty() ? std::vector<ExtentRange>{} : rangesOf(m_shapes, wanted.front()));
}

std::vector<std::pair<std::string, Dims>> ShapesField::profiled() const {
    if (m_ranges.empty()) return {};
    return profiledShapes(m_shapes, m_ranges);
}

void ShapesField::ask() {
    ShapesDialog dialog(m_shapes, m_ranges, this);
    if (dialog.exec() == QDialog::Accepted) setRanges(dialog.ranges());
}

void ShapesField::setRanges(std::vector<ExtentRange> ranges) {
    m_ranges = std::move(ranges);
    m_text->setText(m_ranges.empty() ? tr("fixed") : textOf(m_ranges));
    m_text->setToolTip(m_text->text());
    Q_EMIT changed();
}

}  // namespace planscope::desktop
