// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/data/picture.h"
#include "engine/data/sources.h"
#include "engine/network/names.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

namespace planscope::data {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> picturesIn(const fs::path& path) {
    std::error_code error;
    if (fs::is_regular_file(path, error)) return isPicture(path) ? std::vector{path} : std::vector<fs::path>{};
    std::vector<fs::path> out;
    for (const auto& entry : fs::directory_iterator(path, error))
        if (isPicture(entry.path())) out.push_back(entry.path());
    std::ranges::sort(out);
    return out;
}

/// Where height, width and channels of an input stand.
struct Axes {
    int height = 2, width = 3, channels = 1;
};

class PictureFiles final : public Batches {
public:
    PictureFiles(std::vector<fs::path> files, InputInfo input, PictureOptions options, std::vector<std::int64_t> labels)
        : m_files(std::move(files)), m_input(std::move(input)), m_options(options), m_labels(std::move(labels)),
          m_perBatch(static_cast<std::size_t>(m_input.dims[0])), m_axes(axesOf(options)) {}

    static Axes axesOf(const PictureOptions& options) { return options.isChannelLast ? Axes{1, 2, 3} : Axes{}; }

    std::size_t count() const override { return m_files.size() / m_perBatch; }

    Result<std::vector<ConstantPtr>> inputs(std::size_t batch) const override {
        std::vector<float> values(static_cast<std::size_t>(m_input.dims.volume()));
        const std::size_t size = values.size() / m_perBatch;
        for (std::size_t i = 0; i < m_perBatch; ++i) {
            const fs::path& file = m_files[batch * m_perBatch + i];
            PS_ASSIGN(const Picture picture, within("file '" + file.string() + "'", readPicture(file)));
            place(resized(picture, static_cast<int>(m_input.dims[m_axes.width]), static_cast<int>(m_input.dims[m_axes.height])), values.data() + i * size);
        }
        return std::vector{Constant::ofFloats(m_input.dims, values)};
    }

    std::vector<std::int64_t> labels(std::size_t batch) const override {
        if (m_labels.empty()) return {};
        const auto at = m_labels.begin() + static_cast<std::ptrdiff_t>(batch * m_perBatch);
        return {at, at + static_cast<std::ptrdiff_t>(m_perBatch)};
    }

private:
    void place(const Picture& picture, float* to) const {
        const auto channels = static_cast<int>(m_input.dims[m_axes.channels]);
        const std::size_t pixels = static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
        for (std::size_t p = 0; p < pixels; ++p)
            for (int c = 0; c < channels; ++c) {
                const std::size_t at = m_options.isChannelLast ? p * static_cast<std::size_t>(channels) + static_cast<std::size_t>(c)
                                                               : static_cast<std::size_t>(c) * pixels + p;
                to[at] = channels == 1 ? grey(picture.samples.data() + p * 3) : colour(picture.samples.data() + p * 3, c);
            }
    }
    float normalised(float sample, std::size_t c) const { return (sample * m_options.scale - m_options.mean[c]) / m_options.deviation[c]; }
    float colour(const float* pixel, int channel) const {
        const auto c = static_cast<std::size_t>(m_options.isBgr ? 2 - channel : channel);
        return normalised(pixel[c], c);
    }
    float grey(const float* pixel) const {
        constexpr float kRed = 0.299F, kGreen = 0.587F, kBlue = 0.114F;
        return normalised(kRed * pixel[0] + kGreen * pixel[1] + kBlue * pixel[2], 0);
    }

    std::vector<fs::path> m_files;
    InputInfo m_input;
    PictureOptions m_options;
    std::vector<std::int64_t> m_labels;
    std::size_t m_perBatch;
    Axes m_axes;
};

/// "name label" per line. @errors Code::Format naming the line; Code::Shape for a picture without a label
Result<std::vector<std::int64_t>> readLabels(const fs::path& file, const std::vector<fs::path>& pictures) {
    std::ifstream in(file);
    if (!in.is_open()) return std::vector<std::int64_t>{};
    std::map<std::string, std::int64_t> byName;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        std::istringstream words(line);
        std::string name;
        std::int64_t label = -1;
        if (!(words >> name)) continue;
        PS_CHECK(words >> label, Code::Format, "line {} is not 'name label'", number);
        byName[name] = label;
    }
    std::vector<std::int64_t> out;
    for (const fs::path& picture : pictures) {
        const auto at = byName.find(picture.filename().string());
        PS_CHECK(at != byName.end(), Code::Shape, "it has no label for '{}'", picture.filename().string());
        out.push_back(at->second);
    }
    return out;
}

bool isIt(const fs::path& path) { return !picturesIn(path).empty(); }

Result<std::unique_ptr<Batches>> open(const fs::path& path, std::span<const InputInfo> inputs, const PictureOptions& pictures) {
    const InputInfo& input = inputs.front();
    const Dims& dims = input.dims;
    const Axes axes = PictureFiles::axesOf(pictures);
    PS_CHECK(inputs.size() == 1, Code::Option, "pictures are for models of one input, this one has {}", inputs.size());
    const bool isImage = dims.rank == 4 && input.type == DataType::Float && dims.volume() > 0 && (dims[axes.channels] == 1 || dims[axes.channels] == 3);
    PS_CHECK(isImage, Code::Option, "input '{}' is {} {}, pictures are for f32 inputs of 1 or 3 channels, {}", input.name, toString(input.type), toString(dims),
             pictures.isChannelLast ? "[N,H,W,C]" : "[N,C,H,W]");
    std::vector<fs::path> files = picturesIn(path);
    PS_CHECK(static_cast<std::int64_t>(files.size()) >= dims[0], Code::Option, "'{}' holds {} pictures, a batch takes {}", path.string(), files.size(), dims[0]);
    const fs::path labelFile = files.front().parent_path() / "labels.txt";
    PS_ASSIGN(std::vector<std::int64_t> labels, within("file '" + labelFile.string() + "'", readLabels(labelFile, files)));
    return std::make_unique<PictureFiles>(std::move(files), input, pictures, std::move(labels));
}

}  // namespace

const SourceDef pictureFiles{isIt, open};

}  // namespace planscope::data
