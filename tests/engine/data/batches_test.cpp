// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batches.h"
#include "engine/data/numpy_array.h"
#include "engine/data/picture.h"
#include "engine/onnx/tensor_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <png.h>
#include <turbojpeg.h>
#include <zip.h>

#include <cmath>

namespace planscope::data {
namespace {

QByteArray numpy(const QByteArray& descr, const QByteArray& shape, const QByteArray& data, const QByteArray& order = "False") {
    QByteArray header = "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
    const auto length = static_cast<std::uint16_t>(header.size());
    return QByteArray("\x93NUMPY\x01\x00", 8) + QByteArray(reinterpret_cast<const char*>(&length), 2) + header + data;
}

template <class T>
QByteArray bytesOf(const std::vector<T>& values) { return {reinterpret_cast<const char*>(values.data()), static_cast<qsizetype>(values.size() * sizeof(T))}; }

std::span<const std::byte> asBytes(const QByteArray& bytes) { return std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))); }

void writeFile(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write");
}

void writeZip(const QString& path, const std::vector<std::pair<QByteArray, QByteArray>>& entries) {
    int error = 0;
    zip_t* zip = zip_open(path.toLocal8Bit().constData(), ZIP_CREATE | ZIP_TRUNCATE, &error);
    for (const auto& [name, bytes] : entries)
        zip_file_add(zip, name.constData(), zip_source_buffer(zip, bytes.constData(), static_cast<zip_uint64_t>(bytes.size()), 0), 0);
    if (zip_close(zip) != 0) qFatal("cannot write the zip");
}

void writePng(const QString& path, int width, int height, const std::vector<unsigned char>& rgb) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width);
    image.height = static_cast<png_uint_32>(height);
    image.format = PNG_FORMAT_RGB;
    if (!png_image_write_to_file(&image, path.toLocal8Bit().constData(), 0, rgb.data(), 0, nullptr)) qFatal("cannot write the png");
}

const InputInfo kPair{"x", DataType::Float, {2, 3}};

std::string errorOf(const QString& path, std::span<const InputInfo> inputs) {
    const auto opened = openBatches(path.toStdString(), inputs);
    if (!opened) return opened.error().text();
    const auto batch = (*opened)->count() > 0 ? (*opened)->inputs(0) : Result<std::vector<ConstantPtr>>(std::vector<ConstantPtr>{});
    return batch ? "fine" : batch.error().text();
}

}  // namespace

class BatchesTest : public QObject {
    Q_OBJECT
private slots:
    void arraysAreSplitIntoBatches() {
        std::vector<float> values(15);
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
        const QString path = m_folder.filePath("a.npy");
        writeFile(path, numpy("'<f4'", "(5, 3)", bytesOf(values)));
        const auto opened = openBatches(path.toStdString(), std::span(&kPair, 1));
        QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
        QCOMPARE((*opened)->count(), std::size_t{2});  // the fifth sample fills no batch
        const auto second = (*opened)->inputs(1);
        QVERIFY(second && (*second)[0]->dims() == kPair.dims);
        QCOMPARE((*second)[0]->floats()[0], 6.0F);
        QVERIFY((*opened)->labels(0).empty());
    }

    void numbersBecomeThoseOfTheInput_data() {
        QTest::addColumn<QByteArray>("descr");
        QTest::addColumn<QByteArray>("data");
        QTest::newRow("f8") << QByteArray("'<f8'") << bytesOf(std::vector<double>{1, 2, 3, 4, 5, 6});
        QTest::newRow("f2") << QByteArray("'<f2'") << bytesOf(std::vector<std::uint16_t>{0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600});
        QTest::newRow("u1") << QByteArray("'|u1'") << bytesOf(std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6});
        QTest::newRow("i2") << QByteArray("'<i2'") << bytesOf(std::vector<std::int16_t>{1, 2, 3, 4, 5, 6});
        QTest::newRow("i8") << QByteArray("'<i8'") << bytesOf(std::vector<std::int64_t>{1, 2, 3, 4, 5, 6});
    }

    void numbersBecomeThoseOfTheInput() {
        QFETCH(const QByteArray, descr);
        QFETCH(const QByteArray, data);
        const auto array = parseNumpy(asBytes(numpy(descr, "(2, 3)", data)));
        QVERIFY2(array, array ? "" : array.error().text().c_str());
        const auto floats = batchOf(*array, kPair, 0);
        QVERIFY(floats && (*floats)->floats()[5] == 6.0F && (*floats)->floats()[0] == 1.0F);
        const auto ints = batchOf(*array, {"x", DataType::Int32, {2, 3}}, 0);
        QCOMPARE(bool(ints), !descr.contains('f'));
        if (ints) QCOMPARE((*ints)->ints()[5], 6);
    }

    void archivesHaveAnArrayPerInput() {
        const QString path = m_folder.filePath("a.npz");
        writeZip(path, {{"y.npy", numpy("'<f4'", "(4,)", bytesOf(std::vector<float>{1, 2, 3, 4}))},
                        {"x.npy", numpy("'<f4'", "(4, 3)", bytesOf(std::vector<float>(12, 7)))},
                        {"labels.npy", numpy("'<i8'", "(4,)", bytesOf(std::vector<std::int64_t>{9, 8, 7, 6}))}});
        const InputInfo inputs[] = {kPair, {"y", DataType::Float, {2}}};
        const auto opened = openBatches(path.toStdString(), inputs);
        QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
        QCOMPARE((*opened)->count(), std::size_t{2});
        QCOMPARE((*opened)->labels(1), (std::vector<std::int64_t>{7, 6}));
        const auto batch = (*opened)->inputs(1);
        QVERIFY(batch && (*batch)[1]->floats()[1] == 4.0F && (*batch)[0]->floats()[0] == 7.0F);
    }

    void foldersOfTensorFiles() {
        const QDir folder(m_folder.filePath("sets"));
        for (const int set : {0, 10, 2}) {
            const QString path = folder.filePath(QString("test_data_set_%1").arg(set));
            QDir().mkpath(path);
            const auto value = Constant::ofFloats({2, 3}, std::vector<float>(6, static_cast<float>(set)));
            QVERIFY(onnx::writeTensorFile((path + "/input_0.pb").toStdString(), "x", *value));
            QVERIFY(onnx::writeTensorFile((path + "/output_0.pb").toStdString(), "y", *value));
        }
        const auto opened = openBatches(folder.path().toStdString(), std::span(&kPair, 1));
        QVERIFY(opened);
        QCOMPARE((*opened)->count(), std::size_t{3});
        QCOMPARE((*(*opened)->inputs(2))[0]->floats()[0], 10.0F);
        QCOMPARE((*(*opened)->outputs(1))[0]->floats()[0], 2.0F);
    }

    void picturesAreResizedAndNormalised() {
        const QString folder = m_folder.filePath("pictures");
        QDir().mkpath(folder);
        writePng(folder + "/b.png", 2, 1, {255, 0, 0, 0, 0, 255});
        std::vector<unsigned char> grey(static_cast<std::size_t>(64 * 64 * 3), 128);
        unsigned char* jpeg = nullptr;
        unsigned long size = 0;
        tjhandle encoder = tjInitCompress();
        QCOMPARE(tjCompress2(encoder, grey.data(), 64, 0, 64, TJPF_RGB, &jpeg, &size, TJSAMP_444, 95, 0), 0);
        writeFile(folder + "/a.jpg", QByteArray(reinterpret_cast<const char*>(jpeg), static_cast<qsizetype>(size)));
        tjFree(jpeg);
        tjDestroy(encoder);
        writeFile(folder + "/labels.txt", "b.png 3\na.jpg 1\n");
        const InputInfo image{"x", DataType::Float, {1, 3, 1, 2}};
        const PictureOptions options{.mean = {0.5F, 0, 0}, .deviation = {2, 1, 1}};
        const auto opened = openBatches(folder.toStdString(), std::span(&image, 1), options);
        QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
        QCOMPARE((*opened)->count(), std::size_t{2});
        QCOMPARE((*opened)->labels(0), std::vector<std::int64_t>{1});
        const auto first = (*opened)->inputs(0), second = (*opened)->inputs(1);
        QVERIFY(first && second);
        QVERIFY(std::abs((*first)[0]->floats()[2] - 128 / 255.0F) < 2 / 255.0F);  // what JPEG leaves of a plain colour
        const auto png = (*second)[0]->floats();
        const std::vector<float> wanted{(1 - 0.5F) / 2, (0 - 0.5F) / 2, 0, 0, 0, 1};
        for (std::size_t i = 0; i < wanted.size(); ++i) QCOMPARE(png[i], wanted[i]);
        const auto bgr = openBatches(folder.toStdString(), std::span(&image, 1), {.isBgr = true});
        QCOMPARE((*(*bgr)->inputs(1))[0]->floats()[4], 1.0F);  // red of the left pixel
    }

    void resizingKeepsTheMean() {
        Picture picture{6, 4, std::vector<float>(72)};
        double sum = 0;
        for (std::size_t i = 0; i < picture.samples.size(); ++i) sum += picture.samples[i] = static_cast<float>(i * 37 % 101);
        const Picture half = resized(picture, 3, 2);
        double after = 0;
        for (const float sample : half.samples) after += sample;
        QCOMPARE(half.samples.size(), std::size_t{18});
        // Weights are normalised at the edges, so that the mean moves a little there.
        QVERIFY(std::abs(after / 18 - sum / 72) < 3);
        const Picture flat = resized({5, 5, std::vector<float>(75, 9)}, 13, 2);
        for (const float sample : flat.samples) QVERIFY(std::abs(sample - 9) < 1e-4F);
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("sentence");
        const QByteArray six = bytesOf(std::vector<float>(6));
        const auto row = [](const char* title, const char* name, const QByteArray& bytes, const char* sentence) { QTest::newRow(title) << QByteArray(name) << bytes << QByteArray(sentence); };
        row("no array", "f.npy", "hello world", "it does not begin like a NumPy array");
        row("empty", "f.npy", "", "it does not begin like a NumPy array");
        row("version", "f.npy", QByteArray("\x93NUMPY\x09\x00\x10\x00", 10), "it is of version 9 of the format, 1 to 3 are read");
        row("header past the end", "f.npy", QByteArray("\x93NUMPY\x01\x00\xff\x7f", 10), "it ends within its header");
        row("no type", "f.npy", numpy("", "(2, 3)", six), "its elements are records, numbers are expected");
        row("complex", "f.npy", numpy("'<c8'", "(2, 3)", six), "elements of type '<c8' are not read; there are little-endian f2, f4, f8, i1 to i8, u1 to u4 and b1");
        row("big-endian", "f.npy", numpy("'>f4'", "(2, 3)", six), "elements of type '>f4' are not read; there are little-endian f2, f4, f8, i1 to i8, u1 to u4 and b1");
        row("columns", "f.npy", numpy("'<f4'", "(2, 3)", six, "True"), "the array is stored column by column; numpy.ascontiguousarray makes it C order");
        row("no shape", "f.npy", numpy("'<f4'", "None", six), "its header has no shape");
        row("bad shape", "f.npy", numpy("'<f4'", "(2, -3)", six), "its shape has '-3' for an extent");
        row("huge", "f.npy", numpy("'<f4'", "(1073741824, 1073741824)", six), "the array 1073741824x1073741824 has more than 2147483648 bytes");
        row("many axes", "f.npy", numpy("'<f4'", "(1, 1, 1, 1, 1, 1, 1, 1, 1)", six), "it has more than 8 axes");
        row("too short", "f.npy", numpy("'<f4'", "(2, 4)", six), "it holds 24 bytes of numbers, 2x4 are 32");
        row("another shape", "f.npy", numpy("'<f4'", "(3, 2)", six), "its shape is 3x2, input 'x' takes 2x3 or more samples of that");
        row("too few", "f.npy", numpy("'<f4'", "(1, 3)", bytesOf(std::vector<float>(3))), "its shape is 1x3, input 'x' takes 2x3 or more samples of that");
        row("no zip", "f.npz", "PK, or not", "it is no intact .npz file (zip error 19)");
        row("no picture", "f.png", "hello", "it is neither a PNG nor a JPEG");
        row("half a png", "f.png", QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", 18), "the PNG cannot be read: ");
        row("half a jpeg", "f.jpg", QByteArray("\xff\xd8\xff\xe0\0\x10JFIF", 10), "the JPEG cannot be read: ");
        row("something else", "f.txt", "hello", "holds no data. Give a folder with test_data_set_0/input_0.pb, an .npz or .npy file, or PNG or JPEG pictures.");
    }

    void refuses() {
        QFETCH(const QByteArray, name);
        QFETCH(const QByteArray, bytes);
        QFETCH(const QByteArray, sentence);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QString::fromLatin1(name));
        writeFile(path, bytes);
        const InputInfo image{"x", DataType::Float, {1, 3, 4, 4}};
        const bool isPicture = name.endsWith("png") || name.endsWith("jpg");
        const std::string error = errorOf(path, std::span(isPicture ? &image : &kPair, 1));
        QVERIFY2(QByteArray::fromStdString(error).contains(sentence) && QByteArray::fromStdString(error).contains(path.toLocal8Bit()), error.c_str());
    }

    void archivesThatDoNotFit() {
        const QString path = m_folder.filePath("other.npz");
        writeZip(path, {{"a.npy", numpy("'<f4'", "(2, 3)", bytesOf(std::vector<float>(6)))}, {"b.npy", numpy("'<f4'", "(2, 3)", bytesOf(std::vector<float>(6)))}});
        QVERIFY(QString::fromStdString(errorOf(path, std::span(&kPair, 1))).endsWith("it has no array for input 'x'; it has 'a', 'b'"));
        writeZip(path, {{"x.npy", "no array"}});
        QVERIFY(QString::fromStdString(errorOf(path, std::span(&kPair, 1))).contains("array 'x': it does not begin like a NumPy array"));
        writeZip(path, {{"x.npy", numpy("'<f4'", "(4, 3)", bytesOf(std::vector<float>(12)))}, {"labels.npy", numpy("'<i8'", "(1,)", bytesOf(std::vector<std::int64_t>(1)))}});
        QVERIFY(QString::fromStdString(errorOf(path, std::span(&kPair, 1))).endsWith("there are 1 labels for 4 samples"));
    }

    /// Every cut and many changed bytes of archives and arrays are read or refused.
    void damagedFilesAreHarmless() {
        const QString path = m_folder.filePath("damaged.npz");
        writeZip(path, {{"x.npy", numpy("'<f4'", "(2, 3)", bytesOf(std::vector<float>(6)))}});
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray intact = file.readAll();
        file.close();
        for (qsizetype i = 0; i < intact.size(); ++i) {
            writeFile(path, intact.left(i));
            errorOf(path, std::span(&kPair, 1));
            QByteArray damaged = intact;
            damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
            writeFile(path, damaged);
            errorOf(path, std::span(&kPair, 1));
        }
        const QByteArray array = numpy("'<f4'", "(2, 3)", bytesOf(std::vector<float>(6)));
        for (qsizetype i = 0; i < array.size(); ++i)
            for (int byte = 0; byte < 256; ++byte) {
                QByteArray damaged = array;
                damaged[i] = static_cast<char>(byte);
                if (const auto read = parseNumpy(asBytes(damaged))) QVERIFY(read->data.size() <= 24);
            }
    }

private:
    QTemporaryDir m_folder;
};

}  // namespace planscope::data

QTEST_GUILESS_MAIN(planscope::data::BatchesTest)
#include "batches_test.moc"
