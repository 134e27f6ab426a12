// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/reader/recognise.h"

#include "engine/base/check.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace planscope::onnx {
namespace {

using namespace std::string_view_literals;

struct Magic {
    std::size_t offset;
    std::string_view bytes;
    std::string_view what;
};

constexpr Magic kMagics[] = {
    {0, "\x89PNG\r\n"sv, "a PNG picture"},
    {0, "\xff\xd8\xff"sv, "a JPEG picture"},
    {0, "GIF8"sv, "a GIF picture"},
    {0, "PK\x03\x04"sv, "a ZIP archive (PyTorch saves models in this form)"},
    {0, "\x1f\x8b"sv, "a gzip archive"},
    {0, "\x28\xb5\x2f\xfd"sv, "a Zstandard archive"},
    {0, "7z\xbc\xaf"sv, "a 7-Zip archive"},
    {0, "\x7f" "ELF"sv, "a program or library"},
    {0, "%PDF"sv, "a PDF document"},
    {0, "\x89HDF"sv, "an HDF5 file (Keras saves models in this form)"},
    {0, "\x93NUMPY"sv, "a NumPy array"},
    {4, "TFL3"sv, "a TensorFlow Lite model"},
    {4, "ORTM"sv, "an ONNX Runtime model (.ort)"},
    {0, "ftrt"sv, "a TensorRT engine"},
    {0, "PLANSCOP"sv, "a Planscope plan"},
};

constexpr std::string_view kLfsPointer = "version https://git-lfs.github.com/spec/";
constexpr std::size_t kTextProbe = 512;

bool isTextByte(char c) {
    const auto u = static_cast<unsigned char>(c);
    return (u >= 0x20 && u < 0x7f) || c == '\n' || c == '\r' || c == '\t';
}

std::string_view textOf(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads protobuf's base-128 numbers and tags; nothing at the end of the bytes.
class WireCursor {
public:
    explicit WireCursor(std::string_view bytes) : m_bytes(bytes) {}

    bool atEnd() const { return m_at == m_bytes.size(); }
    std::size_t position() const { return m_at; }
    std::size_t remaining() const { return m_bytes.size() - m_at; }
    void skip(std::size_t count) { m_at += count; }

    std::optional<std::uint64_t> number() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (atEnd()) return std::nullopt;
            const auto byte = static_cast<unsigned char>(m_bytes[m_at++]);
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0) return value;
        }
        return std::nullopt;
    }

private:
    std::string_view m_bytes;
    std::size_t m_at = 0;
};

struct ModelField {
    std::uint64_t number;
    bool isMessage;  ///< length-delimited; a plain number otherwise
    std::string_view name;
};

/// The fields of ModelProto. Source: onnx.proto, IR version 8.
constexpr ModelField kModelFields[] = {
    {1, false, "IR version"},    {2, true, "producer's name"}, {3, true, "producer's version"}, {4, true, "domain"},
    {5, false, "model version"}, {6, true, "description"},     {7, true, "graph"},              {8, true, "operator set"},
    {14, true, "metadata"},      {20, true, "training part"},  {25, true, "function"},
};

Error notOnnx() {
    return {Code::Format, {}, "the bytes are not those of an ONNX model", "Check that the file was copied completely and in binary form."};
}

}  // namespace

Status refuseOtherFormats(std::span<const std::byte> bytes) {
    const std::string_view text = textOf(bytes);
    PS_CHECK(!text.empty(), Code::Format, "the file is empty");
    if (text.starts_with(kLfsPointer))
        return fail(Code::Format, "this is a Git LFS pointer, not the file it stands for", "Run 'git lfs pull' to fetch the file.");
    for (const Magic& magic : kMagics)
        PS_CHECK(!text.substr(std::min(magic.offset, text.size())).starts_with(magic.bytes), Code::Format,
                 "this is {}, not an ONNX file", magic.what);
    PS_CHECK(!std::ranges::all_of(text.substr(0, kTextProbe), isTextByte), Code::Format, "this is a text file, not an ONNX file");
    return {};
}

Error explainUnreadableModel(std::span<const std::byte> bytes, int nestingLimit) {
    WireCursor cursor(textOf(bytes));
    while (!cursor.atEnd()) {
        const std::optional<std::uint64_t> tag = cursor.number();
        if (!tag) return notOnnx();
        const ModelField* const field = std::ranges::find(kModelFields, *tag >> 3, &ModelField::number);
        if (field == std::end(kModelFields) || (*tag & 7) != (field->isMessage ? 2U : 0U)) return notOnnx();
        const std::optional<std::uint64_t> value = cursor.number();
        if (!value) return {Code::Format, {}, fmt::format("the file is cut short within its {}", field->name), "Copy the file again."};
        if (!field->isMessage) continue;
        if (*value > cursor.remaining())
            return {Code::Format, {},
                    fmt::format("the file is cut short: its {} needs {} bytes from byte {} on, {} follow", field->name, *value,
                                cursor.position(), cursor.remaining()),
                    "Copy the file again."};
        cursor.skip(*value);
    }
    return {Code::Format, {}, fmt::format("the ONNX model is damaged inside, or nested deeper than {} levels", nestingLimit), {}};
}

}  // namespace planscope::onnx
