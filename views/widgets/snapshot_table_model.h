// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QAbstractTableModel>

#include <functional>
#include <vector>

namespace planscope::views {

/// What a cell is asked for: text for people, or a plain number or string that orders it.
enum class CellRole { Display, Sort };

struct TableColumn {
    QString title;
    QString toolTip;
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter;
};

/// Base of the read-only tables over an immutable snapshot. Indices are checked here, once; a subclass answers for cells
/// that exist and need not test bounds. Rows are only ever replaced as a whole.
class SnapshotTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    /// Role of the value that a proxy sorts by.
    static constexpr int kSortRole = Qt::UserRole + 1;

    int rowCount(const QModelIndex& parent = {}) const final;
    int columnCount(const QModelIndex& parent = {}) const final;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const final;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const final;

protected:
    SnapshotTableModel(std::vector<TableColumn> columns, QObject* parent);

    /// Replaces the rows between the signals that views need. @param swap puts the new rows in place and returns how
    /// many there are now.
    void replaceRows(const std::function<int()>& swap);

    /// The content of an existing cell.
    virtual QVariant cell(int row, int column, CellRole role) const = 0;

    /// Any other role (tool tip, colour, font, own roles) of an existing cell; nothing unless overridden.
    virtual QVariant decoration(int row, int column, int role) const;

private:
    std::vector<TableColumn> m_columns;
    int m_rowCount = 0;
};

}  // namespace planscope::views
