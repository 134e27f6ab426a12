// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/decode_engine.h"

#include "plan_generated.h"

#include <span>

namespace planscope::plan {

/// What reading the parts of an engine needs. The meta section was verified as a FlatBuffer; nothing in it is believed.
struct DecodeContext {
    LayerTable table;
    WeightsSection weights;
    std::uint64_t arenaBytes = 0;  ///< of the engine that is being read
    /// Bytes of names and lists that may still be copied. FlatBuffers may share one string between a million tables;
    /// a writer of ours never does, so the size of the section bounds what reading it may cost.
    std::uint64_t budget = 0;
    bool isOpen = false;           ///< that engine is open: extents may be codes, there is no memory map
    std::size_t profileCount = 0;  ///< of the outermost engine
    int depth = 0;                 ///< engines around that engine
};

/// Takes `bytes` out of the budget. @errors Code::Format if it is used up
Status spend(DecodeContext& context, std::uint64_t bytes);

Result<std::string> decodeText(DecodeContext& context, const flatbuffers::String& text);
Result<EngineTensor> decodeTensor(DecodeContext& context, const wire::Tensor& tensor);
/// An empty program where `program` is null.
Result<PointwiseProgram> decodeProgram(const wire::Program* program);
Result<Attrs> decodeAttributes(DecodeContext& context, const LayerDef& def,
                               const flatbuffers::Vector<flatbuffers::Offset<wire::Attribute>>& attributes);
/// A range that goes with dims `declared`.
Result<InputRange> decodeRange(DecodeContext& context, const wire::Range& range, const Dims& declared);
Result<TacticVariant> decodeVariant(DecodeContext& context, const wire::Variant& variant);
/// Indices below `limit`.
Result<std::vector<std::uint32_t>> decodeIndices(DecodeContext& context, const flatbuffers::Vector<std::uint32_t>& list,
                                                 std::size_t limit);

}  // namespace planscope::plan
