// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/data_flags.h"

#include "engine/base/check.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace planscope::cli {
namespace {

Status fill(std::array<float, 3>& to, const std::vector<double>& values, std::string_view option) {
    PS_CHECK(values.size() <= 1 || values.size() == to.size(), Code::Option, "{} takes 1 number or 3, given {}", option, values.size());
    for (std::size_t c = 0; c < to.size() && !values.empty(); ++c) to[c] = static_cast<float>(values[values.size() == 1 ? 0 : c]);
    return {};
}

}  // namespace

Result<std::unique_ptr<data::Batches>> DataFlags::open(const Network& network) const {
    data::PictureOptions pictures{.scale = static_cast<float>(pictureScale), .isBgr = isBgr, .isChannelLast = isChannelLast};
    PS_TRY(fill(pictures.mean, mean, "--mean"));
    PS_TRY(fill(pictures.deviation, deviation, "--std"));
    PS_CHECK(std::ranges::none_of(pictures.deviation, [](float d) { return d == 0; }), Code::Option, "--std must not be zero");
    return data::openBatches(path, data::inputsOf(network), pictures);
}

std::size_t DataFlags::countOf(const data::Batches& opened) const { return batches == 0 ? opened.count() : std::min(batches, opened.count()); }

void declareDataFlags(CLI::App& app, DataFlags& flags) {
    app.add_option("--data", flags.path, "folder of test_data_set_N, .npz or .npy file, picture or folder of pictures (PNG, JPEG)")->required();
    app.add_option("--batches", flags.batches, "use at most so many batches [all]");
    app.add_option("--pictureScale", flags.pictureScale, "pictures: factor of samples from 0 to 255 [1/255]");
    app.add_option("--mean", flags.mean, "pictures: subtracted after scaling; one number, or red,green,blue [0]")->delimiter(',');
    app.add_option("--std", flags.deviation, "pictures: divided by after that; one number, or red,green,blue [1]")->delimiter(',');
    app.add_flag("--bgr", flags.isBgr, "pictures: blue first");
    app.add_flag("--nhwc", flags.isChannelLast, "pictures: the input is [N,H,W,C]");
}

}  // namespace planscope::cli
