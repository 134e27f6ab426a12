// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/open_shapes.h"

#include <QDialog>

#include <array>

class QCheckBox;
class QGridLayout;
class QSpinBox;

namespace planscope::desktop {

/// Ranges for the extents that a model leaves open. Without the tick the engine has fixed shapes, with a batch of one.
class ShapesDialog : public QDialog {
    Q_OBJECT

public:
    /// @param ranges  shown at first; empty: those of `shapes`, not ticked
    ShapesDialog(const OpenShapes& shapes, const std::vector<ExtentRange>& ranges, QWidget* parent);

    /// Empty: fixed shapes.
    std::vector<ExtentRange> ranges() const;

private:
    enum Field { Min, Opt, Max, Profiled };
    using Row = std::array<QSpinBox*, 4>;

    void addRow(QGridLayout* grid, const ExtentRange& range);
    /// Keeps min <= opt <= max, and what is profiled between them: the field that was changed wins.
    void keepInOrder(const Row& row, Field changed);

    QCheckBox* m_isOpen = nullptr;
    std::vector<ExtentRange> m_ranges;
    std::vector<Row> m_rows;
};

}  // namespace planscope::desktop
