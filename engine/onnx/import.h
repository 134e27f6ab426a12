// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/diagnostics.h"
#include "engine/network/network.h"

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace planscope::layers {
class PluginTable;
}

namespace planscope::onnx {

struct ImportOptions {
    /// Shapes for inputs with symbolic or unknown dims, by input name. Named dimensions bound once hold everywhere. -1 leaves
    /// an axis open whatever `keepOpen` says.
    std::map<std::string, Dims> shapes = {};
    /// Value for the first dimension of inputs where it is symbolic and `shapes` says nothing.
    std::int64_t batch = 1;
    /// Extents that the model leaves open and `shapes` does not bind stay open (engine/network/extent.h): those of one name
    /// are tied, the others stand alone. `batch` does not matter then.
    bool keepOpen = false;
    /// Null, or where nodes without importer are looked up. Layers of the network point into it, so it must outlive them.
    const layers::PluginTable* plugins = nullptr;
};

/// What the head of the file says, for banners and reports.
struct ModelInfo {
    std::int64_t irVersion = 0, opset = 0, modelVersion = 0;
    std::string producer, producerVersion, domain, docString;
    std::uint64_t hash = 0;       ///< of the file's bytes
    std::size_t nodeCount = 0;
};

/// What an open extent of an input is called: the model's own name of the dimension, or "input[axis]".
struct OpenExtent {
    std::int64_t code = 0;  ///< in the dims of the network, see engine/network/extent.h
    std::string name = {};
};

enum class NodeStatus : std::uint8_t {
    Imported,
    Refused,
    NotReached,  ///< an input comes from a node that was refused
};

/// What became of a node of the file.
struct ImportedNode {
    std::string op = {};  ///< "Conv", "com.microsoft.Gelu"
    NodeStatus status = NodeStatus::Imported;
    std::string reason = {};  ///< of a refusal: a sentence, without the node's name
    /// The network that it went into: empty for that of the model, the name of a body's network otherwise. Graphs that are known
    /// to run go into the network around them.
    std::string body = {};
};

struct ImportResult {
    /// Complete and verified if `diagnostics` has no errors; otherwise what could be understood, for display only.
    Network network;
    ModelInfo info;
    std::vector<OpenExtent> openExtents = {};  ///< of the inputs, in their order, once each
    std::vector<ImportedNode> nodes = {};      ///< in order of execution, those of sub-graphs before the node that has them; those on a cycle are left out
    Diagnostics diagnostics;      ///< all problems, not just the first; warnings too
    bool ok() const { return !diagnostics.hasErrors(); }
};

/// Reads an ONNX file and makes a network of it. INT64 and DOUBLE are narrowed (a warning where a value does not fit).
/// Problems of single nodes are collected: an unsupported node yields placeholders and import goes on.
/// @errors only where no network can be made at all: Code::File, Code::Format (not an ONNX file), Code::Cancelled
Result<ImportResult> importModel(const std::filesystem::path& path, const ImportOptions& options, std::stop_token stop);

/// All errors in one: "3 problems: node 'a' ...; node 'b' ...". @pre diagnostics.hasErrors()
Error summarize(const Diagnostics& diagnostics);

}  // namespace planscope::onnx
