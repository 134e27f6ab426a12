// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/calibration_dialog.h"

#include "app/desktop/data_field.h"
#include "app/desktop/sample_picture.h"
#include "app/desktop/text_file.h"
#include "engine/network/names.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace planscope::desktop {
namespace {

constexpr int kWidth = 620, kPreview = 160;

Status writeCache(const QString& path, const quantization::CalibrationCache& cache) {
    const auto text = quantization::printCalibrationCache(cache);
    if (!text) return fail(text.error());
    return writeTextFile(path, *text);
}

}  // namespace

CalibrationDialog::CalibrationDialog(std::shared_ptr<const Network> network, const QString& cacheFile, QWidget* parent)
    : QDialog(parent), m_network(std::move(network)) {
    setObjectName(QStringLiteral("calibrationDialog"));
    setWindowTitle(tr("Calibrate"));
    auto* intro = new QLabel(tr("The network runs in FP32 with your data, and a range is found for each of its tensors. Take data that resemble what the "
                                "network will see; some hundred samples are usually enough."), this);
    intro->setWordWrap(true);
    m_data = new DataField(QStringLiteral("calibration"), this);
    m_calibrator = new QComboBox(this);
    m_calibrator->setObjectName(QStringLiteral("calibrator"));
    for (const quantization::Calibrator& calibrator : quantization::calibrators()) {
        m_calibrator->addItem(QString::fromUtf8(calibrator.name.data(), static_cast<qsizetype>(calibrator.name.size())));
        m_calibrator->setItemData(m_calibrator->count() - 1, QString::fromUtf8(calibrator.doc.data(), static_cast<qsizetype>(calibrator.doc.size())), Qt::ToolTipRole);
    }
    m_calibrator->setToolTip(tr("How a range follows from the magnitudes of a tensor"));
    m_cache = new QLineEdit(cacheFile, this);
    m_cache->setObjectName(QStringLiteral("calibrationCache"));
    m_cache->setAccessibleName(tr("Cache file"));
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
    m_data->addRow(tr("&Calibrator"), m_calibrator);
    m_data->addRow(tr("C&ache"), m_cache);
    auto* sample = new QHBoxLayout;
    sample->addWidget(m_preview);
    sample->addWidget(m_numbers, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_start = buttons->addButton(tr("&Start"), QDialogButtonBox::ActionRole);
    m_start->setObjectName(QStringLiteral("calibrationStart"));
    m_start->setDefault(true);
    m_stop = buttons->addButton(tr("S&top"), QDialogButtonBox::ActionRole);
    m_stop->setObjectName(QStringLiteral("calibrationStop"));
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(intro);
    layout->addWidget(m_data);
    layout->addLayout(sample);
    layout->addWidget(m_message);
    layout->addWidget(m_progress);
    layout->addWidget(buttons);
    connect(m_data, &DataField::changed, this, &CalibrationDialog::showData);
    connect(m_start, &QPushButton::clicked, this, &CalibrationDialog::start);
    connect(m_stop, &QPushButton::clicked, this, &CalibrationDialog::stop);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_message->setVisible(true);
    resize(kWidth, sizeHint().height());
    setRunning(false);
    m_data->setNetwork(m_network);
}

CalibrationDialog::~CalibrationDialog() {
    m_data->disconnect(this);
    delete m_job.data();
    m_pool.waitForDone();
}

void CalibrationDialog::setData(const QString& path) { m_data->setPath(path); }

void CalibrationDialog::showData() {
    if (m_job) return;
    m_preview->clear();
    m_numbers->clear();
    m_start->setEnabled(m_data->batches() != nullptr);
    if (!m_data->problem().isEmpty()) return say(m_data->problem(), true);
    if (!m_data->batches()) return say(tr("Choose data to calibrate with."), false);
    say({}, false);
    showFirstSample();
}

void CalibrationDialog::showFirstSample() {
    const auto batch = m_data->batches()->inputs(0);
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
    const QImage picture = pictureOf(*batch->front(), m_data->isBgr());
    if (picture.isNull()) m_preview->setText(tr("no picture"));
    else m_preview->setPixmap(QPixmap::fromImage(picture.scaled(kPreview - 4, kPreview - 4, Qt::KeepAspectRatio, Qt::SmoothTransformation)));
}

void CalibrationDialog::start() {
    if (m_job || !m_data->batches()) return;
    const calibration::Options options{.calibrator = m_calibrator->currentText().toStdString()};
    const std::size_t count = m_data->count();
    const QString file = m_cache->text();
    setRunning(true);
    m_job = Job::start<Result<calibration::Outcome>>(
        this, &m_pool,
        [network = m_network, batches = m_data->batches(), options, count](std::stop_token token, ProgressBoard& board) {
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
    m_data->setEnabled(!running);
    m_start->setEnabled(!running && m_data->batches() != nullptr);
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
