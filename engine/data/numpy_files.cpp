// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/data/numpy_array.h"
#include "engine/data/sources.h"

#include <zip.h>

#include <algorithm>
#include <fstream>
#include <map>

namespace planscope::data {
namespace {

namespace fs = std::filesystem;

using Arrays = std::map<std::string, NumpyArray, std::less<>>;

Result<std::vector<std::byte>> readWhole(const fs::path& path) {
    std::error_code error;
    const auto size = fs::file_size(path, error);
    PS_CHECK(!error, Code::File, "it cannot be read");
    PS_CHECK(size <= kMaxArrayBytes, Code::Limit, "it has {} bytes, at most {} are read", size, kMaxArrayBytes);
    std::ifstream in(path, std::ios::binary);
    std::vector<std::byte> out(size);
    in.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(size));
    PS_CHECK(in.good() || size == 0, Code::File, "it cannot be read");
    return out;
}

struct ZipCloser {
    void operator()(zip_t* zip) const { zip_discard(zip); }
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

Result<std::vector<std::byte>> readEntry(zip_t* zip, zip_uint64_t index, const zip_stat_t& stat) {
    PS_CHECK(stat.size <= kMaxArrayBytes, Code::Limit, "it has {} bytes, at most {} are read", stat.size, kMaxArrayBytes);
    const std::unique_ptr<zip_file_t, ZipCloser> file(zip_fopen_index(zip, index, 0));
    PS_CHECK(file, Code::Format, "it cannot be unpacked: {}", zip_strerror(zip));
    constexpr std::size_t kStep = std::size_t{1} << 24;  // what an entry says of its size is believed by and by
    std::vector<std::byte> out;
    while (out.size() <= stat.size) {
        const std::size_t have = out.size();
        out.resize(have + std::min<std::size_t>(kStep, stat.size - have + 1));
        const zip_int64_t read = zip_fread(file.get(), out.data() + have, out.size() - have);
        PS_CHECK(read >= 0, Code::Format, "it cannot be unpacked: {}", zip_file_strerror(file.get()));
        out.resize(have + static_cast<std::size_t>(read));
        if (read == 0) break;
    }
    PS_CHECK(out.size() == stat.size, Code::Format, "it has other than the {} bytes that it promises", stat.size);
    return out;
}

Result<Arrays> readZip(const fs::path& path) {
    int code = 0;
    const std::unique_ptr<zip_t, ZipCloser> zip(zip_open(path.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &code));
    PS_CHECK(zip, Code::Format, "it is no intact .npz file (zip error {})", code);
    Arrays out;
    const zip_int64_t entries = zip_get_num_entries(zip.get(), 0);
    for (zip_int64_t i = 0; i < entries; ++i) {
        zip_stat_t stat;
        PS_CHECK(zip_stat_index(zip.get(), static_cast<zip_uint64_t>(i), 0, &stat) == 0 && stat.name, Code::Format, "its entry {} cannot be read", i);
        std::string name(stat.name);
        if (!name.ends_with(".npy")) continue;
        name.resize(name.size() - 4);
        const std::string subject = "array '" + name.substr(0, 80) + "'";
        PS_ASSIGN(const std::vector<std::byte> bytes, within(subject, readEntry(zip.get(), static_cast<zip_uint64_t>(i), stat)));
        PS_ASSIGN(NumpyArray array, within(subject, parseNumpy(bytes)));
        out.emplace(std::move(name), std::move(array));
    }
    return out;
}

class NumpyFile final : public Batches {
public:
    static Result<std::unique_ptr<Batches>> open(std::string subject, Arrays arrays, std::span<const InputInfo> inputs) {
        auto out = std::unique_ptr<NumpyFile>(new NumpyFile);
        out->m_inputs.assign(inputs.begin(), inputs.end());
        out->m_subject = std::move(subject);
        out->m_arrays = std::move(arrays);
        PS_TRY(within(out->m_subject, out->assign()));
        return out;
    }

    std::size_t count() const override { return m_count; }

    Result<std::vector<ConstantPtr>> inputs(std::size_t batch) const override {
        std::vector<ConstantPtr> out;
        for (std::size_t i = 0; i < m_inputs.size(); ++i) {
            PS_ASSIGN(out.emplace_back(), within(m_subject, batchOf(*m_ofInput[i], m_inputs[i], batch)));
        }
        return out;
    }

    std::vector<std::int64_t> labels(std::size_t batch) const override {
        const auto at = m_labels.begin() + static_cast<std::ptrdiff_t>(batch * m_perBatch);
        return m_labels.empty() ? m_labels : std::vector<std::int64_t>(at, at + static_cast<std::ptrdiff_t>(m_perBatch));
    }

private:
    Status assign() {
        for (const InputInfo& input : m_inputs) {
            PS_ASSIGN(const NumpyArray* const array, arrayFor(input));
            PS_ASSIGN(const std::size_t batches, batchesIn(*array, input));
            PS_CHECK(m_ofInput.empty() || batches == m_count, Code::Shape, "input '{}' has data for {} batches, another one for {}", input.name, batches, m_count);
            m_count = batches;
            m_ofInput.push_back(array);
        }
        return readLabels();
    }

    Result<const NumpyArray*> arrayFor(const InputInfo& input) const {
        if (const auto at = m_arrays.find(input.name); at != m_arrays.end()) return &at->second;
        const std::size_t own = m_arrays.size() - m_arrays.count("labels");
        if (m_inputs.size() == 1 && own == 1)
            for (const auto& [name, array] : m_arrays)
                if (name != "labels") return &array;
        std::string names;
        for (const auto& [name, array] : m_arrays) names += (names.empty() ? "'" : ", '") + name + "'";
        return fail(Code::Option, fmt::format("it has no array for input '{}'; it has {}", input.name, names.empty() ? "none" : names));
    }

    Status readLabels() {
        const auto at = m_arrays.find("labels");
        if (at == m_arrays.end()) return {};
        const Dims& first = m_inputs.front().dims;
        m_perBatch = static_cast<std::size_t>(first.rank > 0 ? first[0] : 1);
        const std::int64_t wanted = static_cast<std::int64_t>(m_count * m_perBatch);
        PS_CHECK(at->second.dims.volume() >= wanted, Code::Shape, "there are {} labels for {} samples", at->second.dims.volume(), wanted);
        const InputInfo all{"labels", DataType::Int32, at->second.dims};
        PS_ASSIGN(const ConstantPtr values, batchOf(at->second, all, 0));
        m_labels.assign(values->ints().begin(), values->ints().end());
        return {};
    }

    std::string m_subject;
    std::vector<InputInfo> m_inputs;
    Arrays m_arrays;
    std::vector<const NumpyArray*> m_ofInput;
    std::vector<std::int64_t> m_labels;
    std::size_t m_count = 0, m_perBatch = 1;
};

bool isIt(const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path, error) && (path.extension() == ".npz" || path.extension() == ".npy");
}

Result<std::unique_ptr<Batches>> open(const fs::path& path, std::span<const InputInfo> inputs, const PictureOptions&) {
    const std::string subject = "file '" + path.string() + "'";
    Arrays arrays;
    if (path.extension() == ".npz") {
        PS_ASSIGN(arrays, within(subject, readZip(path)));
    } else {
        PS_ASSIGN(const std::vector<std::byte> bytes, within(subject, readWhole(path)));
        PS_ASSIGN(arrays["array"], within(subject, parseNumpy(bytes)));
    }
    return NumpyFile::open(subject, std::move(arrays), inputs);
}

}  // namespace

const SourceDef numpyFiles{isIt, open};

}  // namespace planscope::data
