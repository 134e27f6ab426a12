// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/open_shapes.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace planscope::desktop {

/// What a build does with the extents that the model leaves open: fixed shapes, or ranges that a dialog asks for.
class ShapesField : public QWidget {
    Q_OBJECT

public:
    explicit ShapesField(QWidget* parent);

    /// Of another model; fixed shapes from now on.
    void setShapes(OpenShapes shapes);
    /// None for fixed shapes, else one.
    std::vector<OptimizationProfile> profiles() const;
    void setProfiles(const std::vector<OptimizationProfile>& profiles);
    /// By input: the shape to profile at; empty for fixed shapes.
    std::vector<std::pair<std::string, Dims>> profiled() const;

Q_SIGNALS:
    void changed();

private:
    void ask();
    void setRanges(std::vector<ExtentRange> ranges);

    QLabel* m_text = nullptr;
    QPushButton* m_change = nullptr;
    OpenShapes m_shapes;
    std::vector<ExtentRange> m_ranges;
};

}  // namespace planscope::desktop
