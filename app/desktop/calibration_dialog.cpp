// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/calibration_dialog.h"

#include "app/desktop/sample_picture.h"
#include "engine/network/names.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSaveFile>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace planscope::desktop {
namespace {

constexpr int kWidth = 620, kPreview = 160;

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

Status writeCache(const QString& path, const quantization::CalibrationCache& cache) {
    const auto text = quantization::printCalibrationCache(cache);
    if (!text) return fail(text.error());
    QSaveFile file(path);
    const bool isWritten = file.open(QIODevice::WriteOnly) && file.write(text->data(), static_cast<qint64>(text->size())) == static_cast<qint64>(text->size()) && file.commit();
    if (!isWritten) return fail(Error{Code::File, "file '" + path.toStdString() + "'", file.errorString().toStdString(), {}});
    return {};
}

}  // namespace

CalibrationDialog::CalibrationDialog(std::shared_ptr<const Network> network, const QString& cacheFile, QWidget* parent)
    : QDialog(parent), m_network(std::move(network)) {
    setObjectName(QStringLiteral("calibrationDialog"));
    setWindowTitle(tr("Calibrate"));
    auto* intro = new QLabel(tr("The network runs in FP32 with your data, and a range is found for each of its tensors. Take data that resemble what the "
                                "network will see; some hundred samples are usually enough."), this);
    intro->setWordWrap(true);
    const auto line = [this](const char* name, const QString& text, const QString& accessible) {
        auto* edit = new QLineEdit(text, this);
        edit->setObjectName(QLatin1String(name));
        edit->setAccessibleName(accessible);
        return edit;
    };
    m_path = line("calibrationData", {}, tr("Calibration data"));
    m_path->setPlaceholderText(tr("folder of pictures or of test_data_set_N, .npz or .npy file"));
    auto* folder = new QPushButton(tr("F&older…"), this);
    auto* file = new QPushButton(tr("&File…"), this);
    auto* dataRow = new QHBoxLayout;
    dataRow->addWidget(m_path, 1);
    dataRow->addWidget(folder);
    dataRow->addWidget(file);
    m_calibrator = new QComboBox(this);
    m_calibrator->setObjectName(QStringLiteral("calibrator"));
    for (const quantization::Calibrator& calibrator : quantization::calibrators()) {
        m_calibrator->addItem(QString::fromUtf8(calibrator.name.data(), static_cast<qsizetype>(calibrator.name.size())));
        m_calibrator->setItemData(m_calibrator->count() - 1, QString::fromUtf8(calibrator.doc.data(), static_cast<qsizetype>(calibrator.doc.size())), Qt::ToolTipRole);
    }
    m_calibrator->setToolTip(tr("How a range follows from the magnitudes of a tensor"));
    m_count = new QSpinBox(this);
    m_count->setObjectName(QStringLiteral("calibrationBatches"));
    m_count->setRange(0, 0);
    m_cache = line("calibrationCache", cacheFile, tr("Cache file"));
    m_preview = new QLabel(this);
    m_preview->setObjectName(QStringLiteral("calibrationPreview"));
    m_preview->setFixedSize(kPreview, kPreview);
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setFrameShape(QFrame::StyledPanel);
    m_numbers = new QLabel(this);
    m_numbers->setObjectName(QStringLiteral("calibrationNumbers"));
    m_numbers->setWordWrap(true);
    m_numbers->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_numbers->setTextFormat(Qt::PlainText);
    m_message = new QLabel(this);
    m_message->setObjectName(QStringLiteral("calibrationMessage"));
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(QStringLiteral("calibrationProgress"));
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto* dataLabel = new QLabel(tr("&Data"), this);
    dataLabel->setBuddy(m_path);
    form->addRow(dataLabel, dataRow);
    form->addRow(tr("Pictures"), makePictureRow());
    form->addRow(tr("&Calibrator"), m_calibrator);
    form->addRow(tr("&Batches"), m_count);
    form->addRow(tr("C&ache"), m_cache);
    auto* sample = new QHBoxLayout;
    sample->addWidget(m_preview);
    sample->addWidget(m_numbers, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_start = buttons->addButton(tr("&Start"), QDialogButtonBox::ActionRole);
    m_start->setObjectName(QStringLiteral("calibrationStart"));
    m_stop = buttons->addButton(tr("S&top"), QDialogButtonBox::ActionRole);
    m_stop->setObjectName(QStringLiteral("calibrationStop"));
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(intro);
    layout->addLayout(form);
    layout->addLayout(sample);
    layout->addWidget(m_message);
    layout->addWidget(m_progress);
    layout->addWidget(buttons);
    connect(folder, &QPushButton::clicked, this, &CalibrationDialog::chooseFolder);
    connect(file, &QPushButton::clicked, this, &CalibrationDialog::chooseFile);
    for (QLineEdit* edit : {m_path, m_mean, m_deviation}) connect(edit, &QLineEdit::editingFinished, this, &CalibrationDialog::readData);
    connect(m_isBgr, &QCheckBox::toggled, this, &CalibrationDialog::readData);
    connect(m_start, &QPushButton::clicked, this, &CalibrationDialog::start);
    connect(m_stop, &QPushButton::clicked, this, &CalibrationDialog::stop);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_message->setVisible(true);
    resize(kWidth, sizeHint().height());
    setRunning(false);
    readData();
}

/// Fields that lose the focus while the dialog goes would still ask for data to be read.
CalibrationDialog::~CalibrationDialog() {
    for (QObject* field : findChildren<QObject*>()) field->disconnect(this);
    delete m_job.data();
    m_pool.waitForDone();
}

QWidget* CalibrationDialog::makePictureRow() {
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    m_mean = new QLineEdit(QStringLiteral("0"), box);
    m_mean->setObjectName(QStringLiteral("calibrationMean"));
    m_mean->setToolTip(tr("Subtracted from samples between 0 and 1: one number, or red,green,blue"));
    m_deviation = new QLineEdit(QStringLiteral("1"), box);
    m_deviation->setObjectName(QStringLiteral("calibrationDeviation"));
    m_deviation->setToolTip(tr("Divided by after that: one number, or red,green,blue"));
    m_isBgr = new QCheckBox(tr("B&GR"), box);
    m_isBgr->setObjectName(QStringLiteral("calibrationBgr"));
    m_isBgr->setToolTip(tr("Blue is the first channel of the input"));
    const std::pair<QString, QLineEdit*> fields[] = {{tr("&mean"), m_mean}, {tr("&deviation"), m_deviation}};
    for (const auto& [text, edit] : fields) {
        auto* label = new QLabel(text, box);
        label->setBuddy(edit);
        row->addWidget(label);
        row->addWidget(edit, 1);
    }
    row->addWidget(m_isBgr);
    return box;
}

data::PictureOptions CalibrationDialog::pictures() const {
    data::PictureOptions out{.mean = channelsOf(m_mean->text(), 0), .deviation = channelsOf(m_deviation->text(), 1), .isBgr = m_isBgr->isChecked()};
    for (float& deviation : out.deviation)
        if (deviation == 0) deviation = 1;
    return out;
}

void CalibrationDialog::chooseFolder() {
    const QString path = QFileDialog::getExistingDirectory(this, tr("Calibration data"), m_path->text());
    if (!path.isEmpty()) setData(path);
}

void CalibrationDialog::chooseFile() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Calibration data"), m_path->text(), tr("Data (*.npz *.npy *.png *.jpg *.jpeg);;All files (*)"));
    if (!path.isEmpty()) setData(path);
}

void CalibrationDialog::setData(const QString& path) {
    m_path->setText(path);
    readData();
}

/// Opens what the fields name and shows the first sample of it.
void CalibrationDialog::readData() {
    if (m_job) return;
    m_batches.reset();
    m_preview->clear();
    m_numbers->clear();
    m_count->setRange(0, 0);
    m_start->setEnabled(false);
    if (m_path->text().isEmpty()) return say(tr("Choose data to calibrate with."), false);
    auto opened = data::openBatches(m_path->text().toStdString(), data::inputsOf(*m_network), pictures());
    if (!opened) return say(QString::fromStdString(opened.error().text()), true);
    m_batches = std::move(*opened);
    const int count = static_cast<int>(std::min<std::size_t>(m_batches->count(), INT_MAX));
    m_count->setRange(1, std::max(1, count));
    m_count->setValue(count);
    m_count->setSuffix(tr(" of %1").arg(count));
    m_start->setEnabled(count > 0);
    say({}, false);
    showFirstSample();
}

void CalibrationDialog::showFirstSample() {
    const auto batch = m_batches->inputs(0);
    if (!batch) return say(QString::fromStdString(batch.error().text()), true);
    QStringList lines;
    for (std::size_t i = 0; i < batch->size(); ++i) {
        const Constant& value = *(*batch)[i];
        const SampleNumbers numbers = numbersOf(value);
        lines += tr("%1: %2 %3, from %4 to %5, mean %6").arg(QString::fromStdString(m_network->tensor(m_network->inputs()[i]).name),
                                                        QString::fromStdString(std::string(toString(value.type()))), QString::fromStdString(toString(value.dims())))
                     .arg(numbers.least, 0, 'g', 4).arg(numbers.largest, 0, 'g', 4).arg(numbers.mean, 0, 'g', 4);
    }
    m_numbers->setText(tr("The first sample, as the network gets it") + u'\n' + lines.join(u'\n'));
    const QImage picture = pictureOf(*batch->front(), m_isBgr->isChecked());
    if (picture.isNull()) m_preview->setText(tr("no picture"));
    else m_preview->setPixmap(QPixmap::fromImage(picture.scaled(kPreview - 4, kPreview - 4, Qt::KeepAspectRatio, Qt::SmoothTransformation)));
}

void CalibrationDialog::start() {
    if (m_job || !m_batches) return;
    const calibration::Options options{.calibrator = m_calibrator->currentText().toStdString()};
    const auto count = static_cast<std::size_t>(m_count->value());
    const QString file = m_cache->text();
    setRunning(true);
    m_job = Job::start<Result<calibration::Outcome>>(
        this, &m_pool,
        [network = m_network, batches = m_batches, options, count](std::stop_token token, ProgressBoard& board) {
            const auto progress = [&](const calibration::Progress& p) { board.set({{}, {}, static_cast<int>(p.done), static_cast<int>(p.total)}); };
            return calibration::calibrate(*network, count, [&](std::size_t i) { return batches->inputs(i); }, options, progress, token);
        },
        [this, file](Result<calibration::Outcome> outcome) {
            setRunning(false);
            const Status written = outcome ? writeCache(file, outcome->cache) : Status(fail(outcome.error()));
            if (!written) return say(QString::fromStdString(written.error().text()), true);
            QStringList warnings;
            for (const Error& warning : outcome->warnings) warnings += QString::fromStdString(warning.text());
            say(tr("%1 tensors in %2").arg(outcome->cache.scales.size()).arg(file), false);
            Q_EMIT calibrated(file, warnings);
        });
    connect(m_job, &Job::progressed, this, [this](const JobProgress& p) {
        m_progress->setRange(0, std::max(1, p.total));
        m_progress->setValue(p.done);
    });
}

void CalibrationDialog::stop() {
    if (m_job) m_job->cancel();
}

void CalibrationDialog::setRunning(bool running) {
    for (QWidget* widget : {static_cast<QWidget*>(m_path), static_cast<QWidget*>(m_calibrator), static_cast<QWidget*>(m_count), static_cast<QWidget*>(m_cache),
                            static_cast<QWidget*>(m_mean), static_cast<QWidget*>(m_deviation), static_cast<QWidget*>(m_isBgr)})
        widget->setEnabled(!running);
    m_start->setEnabled(!running && m_batches != nullptr);
    m_stop->setEnabled(running);
    m_progress->setRange(0, 1);
    m_progress->setValue(0);
    m_progress->setTextVisible(running);
}

void CalibrationDialog::say(const QString& sentence, bool isError) {
    m_message->setText(sentence);
    m_message->setProperty("isError", isError);
}

}  // namespace planscope::desktop
