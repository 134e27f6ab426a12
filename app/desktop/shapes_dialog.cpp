// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/shapes_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace planscope::desktop {
namespace {

constexpr int kWidth = 660, kHeight = 320, kMostExtent = 1'000'000;

}  // namespace

ShapesDialog::ShapesDialog(const OpenShapes& shapes, const std::vector<ExtentRange>& ranges, QWidget* parent)
    : QDialog(parent), m_ranges(ranges.empty() ? shapes.extents : ranges) {
    setObjectName(QStringLiteral("shapesDialog"));
    setWindowTitle(tr("Shapes"));
    auto* intro = new QLabel(tr("The model leaves these extents open. An open engine runs at every shape in the ranges; its tactics are chosen at the "
                                "shape called opt. It is profiled at the shape in the last column."), this);
    intro->setWordWrap(true);
    m_isOpen = new QCheckBox(tr("&Build an open engine for these ranges"), this);
    m_isOpen->setObjectName(QStringLiteral("openShapes"));
    m_isOpen->setToolTip(tr("Otherwise the shapes are fixed, with a batch of one"));
    auto* fields = new QWidget(this);
    auto* grid = new QGridLayout(fields);
    const QString titles[] = {tr("Extent"), tr("Min"), tr("Opt"), tr("Max"), tr("Profile at")};
    for (int column = 0; column < 5; ++column) grid->addWidget(new QLabel(titles[column], fields), 0, column);
    for (const ExtentRange& range : m_ranges) addRow(grid, range);
    grid->setColumnStretch(0, 1);
    grid->setRowStretch(grid->rowCount(), 1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(fields);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(intro);
    layout->addWidget(m_isOpen);
    layout->addWidget(scroll, 1);
    layout->addWidget(buttons);
    connect(m_isOpen, &QCheckBox::toggled, fields, &QWidget::setEnabled);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_isOpen->setChecked(!ranges.empty());
    fields->setEnabled(!ranges.empty());
    resize(kWidth, kHeight);
}

void ShapesDialog::addRow(QGridLayout* grid, const ExtentRange& range) {
    const int at = grid->rowCount();
    QWidget* parent = grid->parentWidget();
    auto* label = new QLabel(range.name == range.places ? range.name : QStringLiteral("%1  (%2)").arg(range.name, range.places), parent);
    label->setTextFormat(Qt::PlainText);
    label->setToolTip(range.places);
    grid->addWidget(label, at, 0);
    const char* const names[] = {"min", "opt", "max", "profiled"};
    const int values[] = {range.min, range.opt, range.max, range.profiled};
    Row row{};
    for (int field = Min; field <= Profiled; ++field) {
        auto* box = new QSpinBox(parent);
        box->setRange(1, kMostExtent);
        box->setValue(values[field]);
        box->setObjectName(QStringLiteral("%1-%2").arg(range.name, QLatin1String(names[field])));
        box->setAccessibleName(tr("%1 of %2").arg(QLatin1String(names[field]), range.name));
        grid->addWidget(box, at, field + 1);
        row[static_cast<std::size_t>(field)] = box;
    }
    for (int field = Min; field <= Profiled; ++field)
        connect(row[static_cast<std::size_t>(field)], &QSpinBox::valueChanged, this, [this, row, field] { keepInOrder(row, static_cast<Field>(field)); });
    m_rows.push_back(row);
}

void ShapesDialog::keepInOrder(const Row& row, Field changed) {
    const int value = row[changed]->value();
    for (int field = Min; field <= Max; ++field) {
        QSpinBox* box = row[static_cast<std::size_t>(field)];
        if (changed == Profiled || field == changed) continue;
        box->setValue(field < changed ? std::min(box->value(), value) : std::max(box->value(), value));
    }
    row[Profiled]->setValue(std::clamp(row[Profiled]->value(), row[Min]->value(), row[Max]->value()));
}

std::vector<ExtentRange> ShapesDialog::ranges() const {
    if (!m_isOpen->isChecked()) return {};
    std::vector<ExtentRange> out = m_ranges;
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i].min = m_rows[i][Min]->value();
        out[i].opt = m_rows[i][Opt]->value();
        out[i].max = m_rows[i][Max]->value();
        out[i].profiled = m_rows[i][Profiled]->value();
    }
    return out;
}

}  // namespace planscope::desktop
