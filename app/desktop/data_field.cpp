// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/data_field.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

#include <algorithm>
#include <climits>

namespace planscope::desktop {
namespace {

/// Three numbers, or one for all.
std::array<float, 3> channelsOf(const QString& text, float otherwise) {
    std::array<float, 3> out{otherwise, otherwise, otherwise};
    const QStringList words = text.split(u',', Qt::SkipEmptyParts);
    for (int c = 0; c < 3 && !words.isEmpty(); ++c) {
        bool isNumber = false;
        const float value = words[std::min<qsizetype>(c, words.size() - 1)].trimmed().toFloat(&isNumber);
        if (isNumber) out[static_cast<std::size_t>(c)] = value;
    }
    return out;
}

}  // namespace

DataField::DataField(const QString& prefix, QWidget* parent) : QWidget(parent) {
    const auto line = [&](const char* name, const QString& text, const QString& accessible) {
        auto* edit = new QLineEdit(text, this);
        edit->setObjectName(prefix + QLatin1String(name));
        edit->setAccessibleName(accessible);
        return edit;
    };
    m_path = line("Data", {}, tr("Data"));
    m_path->setPlaceholderText(tr("folder of pictures or of test_data_set_N, .npz or .npy file"));
    auto* folder = new QPushButton(tr("F&older…"), this);
    auto* file = new QPushButton(tr("&File…"), this);
    for (QPushButton* button : {folder, file}) button->setAutoDefault(false);  // Return in a line is for the dialog
    m_mean = line("Mean", QStringLiteral("0"), tr("Mean"));
    m_mean->setToolTip(tr("Pictures: subtracted from samples between 0 and 1: one number, or red,green,blue"));
    m_deviation = line("Deviation", QStringLiteral("1"), tr("Deviation"));
    m_deviation->setToolTip(tr("Pictures: divided by after that: one number, or red,green,blue"));
    m_isBgr = new QCheckBox(tr("B&GR"), this);
    m_isBgr->setObjectName(prefix + QStringLiteral("Bgr"));
    m_isBgr->setToolTip(tr("Pictures: blue is the first channel of the input"));
    m_count = new QSpinBox(this);
    m_count->setObjectName(prefix + QStringLiteral("Batches"));
    m_count->setAccessibleName(tr("Batches"));
    m_count->setRange(0, 0);

    auto* source = new QHBoxLayout;
    source->addWidget(m_path, 1);
    source->addWidget(folder);
    source->addWidget(file);
    auto* scaling = new QHBoxLayout;
    scaling->addWidget(labelled(tr("&mean"), m_mean));
    scaling->addWidget(m_mean, 1);
    scaling->addWidget(labelled(tr("&deviation"), m_deviation));
    scaling->addWidget(m_deviation, 1);
    scaling->addWidget(m_isBgr);
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->addWidget(labelled(tr("&Data"), m_path), 0, 0);
    m_grid->addLayout(source, 0, 1);
    m_grid->addWidget(new QLabel(tr("Pictures"), this), 1, 0);
    m_grid->addLayout(scaling, 1, 1);
    m_grid->setColumnStretch(1, 1);
    addRow(tr("&Batches"), m_count);
    connect(folder, &QPushButton::clicked, this, &DataField::chooseFolder);
    connect(file, &QPushButton::clicked, this, &DataField::chooseFile);
    for (QLineEdit* edit : {m_path, m_mean, m_deviation}) connect(edit, &QLineEdit::editingFinished, this, &DataField::read);
    connect(m_isBgr, &QCheckBox::toggled, this, &DataField::read);
}

/// Lines that lose the focus while the field goes would still ask for data to be read.
DataField::~DataField() {
    for (QObject* field : findChildren<QObject*>()) field->disconnect(this);
}

QLabel* DataField::labelled(const QString& text, QWidget* field) {
    auto* label = new QLabel(text, this);
    label->setBuddy(field);
    return label;
}

void DataField::addRow(const QString& label, QWidget* field) {
    const int row = m_grid->rowCount();
    m_grid->addWidget(labelled(label, field), row, 0);
    m_grid->addWidget(field, row, 1);
}

void DataField::setNetwork(std::shared_ptr<const Network> network) {
    m_network = std::move(network);
    read();
}

QString DataField::path() const { return m_path->text(); }
std::size_t DataField::count() const { return static_cast<std::size_t>(m_count->value()); }
bool DataField::isBgr() const { return m_isBgr->isChecked(); }

data::PictureOptions DataField::pictures() const {
    data::PictureOptions out{.mean = channelsOf(m_mean->text(), 0), .deviation = channelsOf(m_deviation->text(), 1), .isBgr = isBgr()};
    for (float& deviation : out.deviation)
        if (deviation == 0) deviation = 1;
    return out;
}

void DataField::chooseFolder() {
    const QString path = QFileDialog::getExistingDirectory(this, tr("Data"), m_path->text());
    if (!path.isEmpty()) setPath(path);
}

void DataField::chooseFile() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Data"), m_path->text(), tr("Data (*.npz *.npy *.png *.jpg *.jpeg);;All files (*)"));
    if (!path.isEmpty()) setPath(path);
}

void DataField::setPath(const QString& path) {
    m_path->setText(path);
    read();
}

void DataField::read() {
    m_batches.reset();
    m_problem.clear();
    m_count->setRange(0, 0);
    m_count->setSuffix({});
    if (m_network && !m_path->text().isEmpty()) {
        auto opened = data::openBatches(m_path->text().toStdString(), data::inputsOf(*m_network), pictures());
        if (opened) m_batches = std::move(*opened);
        else m_problem = QString::fromStdString(opened.error().text());
    }
    if (m_batches) {
        const int count = static_cast<int>(std::min<std::size_t>(m_batches->count(), INT_MAX));
        m_count->setRange(1, std::max(1, count));
        m_count->setValue(count);
        m_count->setSuffix(tr(" of %1").arg(count));
    }
    Q_EMIT changed();
}

}  // namespace planscope::desktop
