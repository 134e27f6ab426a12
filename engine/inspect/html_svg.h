// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/inspect/escape.h"

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>

/// Plots of the HTML report.
namespace planscope::inspect {

inline constexpr double kWidth = 1000, kLeft = 110, kRight = 20, kTop = 16;

/// Collects the elements of one plot of kWidth units.
class Svg {
public:
    Svg(double height, std::string_view title) : m_height(height), m_title(htmlText(title)) {}

    void rect(double x, double y, double width, double height, std::string_view style, std::string_view tip = {}) {
        fmt::format_to(std::back_inserter(m_body), "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" class=\"{}\"", x, y, width, height, style);
        m_body += tip.empty() ? "/>" : "><title>" + htmlText(tip) + "</title></rect>";
    }
    void line(double x1, double y1, double x2, double y2, std::string_view style) {
        fmt::format_to(std::back_inserter(m_body), "<line x1=\"{:.2f}\" y1=\"{:.2f}\" x2=\"{:.2f}\" y2=\"{:.2f}\" class=\"{}\"/>", x1, y1, x2, y2, style);
    }
    void text(double x, double y, std::string_view anchor, std::string_view words, std::string_view style = "") {
        fmt::format_to(std::back_inserter(m_body), "<text x=\"{:.2f}\" y=\"{:.2f}\" text-anchor=\"{}\" class=\"{}\">{}</text>", x, y, anchor, style, htmlText(words));
    }
    void path(const std::string& data, std::string_view style) { fmt::format_to(std::back_inserter(m_body), "<path d=\"{}\" class=\"{}\"/>", data, style); }

    std::string finish() const {
        return fmt::format("<svg class=\"plot\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {:.0f}\" role=\"img\" aria-label=\"{}\">{}</svg>",
                           kWidth, m_height, m_title, m_body);
    }

private:
    double m_height;
    std::string m_title, m_body;
};

}  // namespace planscope::inspect
