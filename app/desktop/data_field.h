// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/data/batches.h"

#include <QWidget>

#include <memory>
#include <optional>

class QCheckBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace planscope::desktop {

/// Data for a network: where they are, how pictures become numbers, and how many batches of them. Opens them as soon as they are
/// named.
class DataField : public QWidget {
    Q_OBJECT

public:
    /// @param prefix  of the object names of what is inside: "calibration" gives calibrationData, calibrationMean ...
    DataField(const QString& prefix, QWidget* parent);
    ~DataField() override;

    /// One more row below, in line with the others. @param label  with a mnemonic
    void addRow(const QString& label, QWidget* field);
    /// Null: there is no network.
    void setNetwork(std::shared_ptr<const Network> network);
    QString path() const;
    /// Null where nothing is named, or what is named cannot be used. Used by one thread at a time.
    const std::shared_ptr<data::Batches>& batches() const { return m_batches; }
    /// Why what is named cannot be used; empty: it can, or nothing is named.
    const QString& problem() const { return m_problem; }
    std::size_t count() const;
    bool isBgr() const;

public Q_SLOTS:
    void setPath(const QString& path);

Q_SIGNALS:
    void changed();

private:
    void chooseFolder();
    void chooseFile();
    void read();
    QLabel* labelled(const QString& text, QWidget* field);
    data::PictureOptions pictures() const;

    std::shared_ptr<const Network> m_network;
    std::shared_ptr<data::Batches> m_batches;
    QString m_problem;
    QGridLayout* m_grid = nullptr;
    QLineEdit* m_path = nullptr;
    QLineEdit* m_mean = nullptr;
    QLineEdit* m_deviation = nullptr;
    QCheckBox* m_isBgr = nullptr;
    QSpinBox* m_count = nullptr;
};

}  // namespace planscope::desktop
