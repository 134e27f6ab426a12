// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/op_table.h"

#include "engine/base/check.h"

#include <string>

namespace planscope::onnx {
namespace {

constexpr std::string_view kKnownDomains[] = {"", "com.microsoft", "ai.onnx.preview.training", "torchvision"};

bool isKnownDomain(std::string_view domain) {
    for (const std::string_view known : kKnownDomains)
        if (known == domain) return true;
    return false;
}

}  // namespace

Result<const OnnxOpDef*> findOperator(std::string_view domain, std::string_view op, std::int64_t opset) {
    std::string versions;
    for (const OnnxOpTable* const table : operatorTables()) {
        for (const OnnxOpDef& row : table->rows) {
            if (row.op != op || row.domain != domain) continue;
            if (opset >= row.opsets.first && opset <= row.opsets.last) return &row;
            versions += fmt::format("{}{} to {}", versions.empty() ? "" : ", ", row.opsets.first, row.opsets.last);
        }
    }
    PS_CHECK(versions.empty(), Code::UnsupportedOpset, "operator {} is imported for operator sets {}, not for {}", op, versions, opset);
    PS_CHECK(isKnownDomain(domain), Code::UnsupportedOperator,
             "operator {} belongs to the domain '{}', for which there is no importer", op, domain);
    return fail(Code::UnsupportedOperator, fmt::format("operator {} is not supported", op));
}

}  // namespace planscope::onnx
