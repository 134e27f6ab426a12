// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/base/diagnostics.h"

#include <QWidget>

#include <vector>

namespace planscope::views {
class CopyableTableView;
class EmptyState;
}  // namespace planscope::views

class QStackedLayout;

namespace planscope::desktop {

class ProblemsModel;

/// Everything that is wrong with the file that was opened last, one row each.
class ProblemsPanel : public QWidget {
    Q_OBJECT

public:
    explicit ProblemsPanel(QWidget* parent = nullptr);

    void setProblems(const std::vector<Diagnostic>& problems);
    int problemCount() const;

Q_SIGNALS:
    /// The user chose a row; the name of its ONNX node.
    void nodeRequested(const QString& node);

private:
    ProblemsModel* m_model = nullptr;
    views::CopyableTableView* m_table = nullptr;
    views::EmptyState* m_empty = nullptr;
    QStackedLayout* m_pages = nullptr;
};

}  // namespace planscope::desktop
