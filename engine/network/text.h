// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"

#include <string>
#include <string_view>

namespace planscope {

/// One line per input, constant, layer and output, in topological order; see docs/architecture.md, "Text form".
///
///   network "tiny"
///   input  x f32[1,8,16,16]
///   const  w f32[4,8,3,3] hash=1f09a3c5d2e4b687
///   const  s i32[2] = [1,-1]
///   layer  conv1 convolution(x, w) {stride=[1,1], prePadding=[1,1]} then "relu(i0)" -> y f32[1,4,16,16]  # from: Conv_0
///   output p = y
///
/// After the epilogue a layer may have `in f16` (how it computes, see Numerics) and `wants f16[f32, any]` (what was asked of it
/// and of its outputs; `any` where nothing was). Half elements are written as their bits.
///
/// An open extent is written as its name ("[batch,3,224,224]"), or by its code ("?0123456789abcdef", quoted) where it has
/// none; a name means extent::named(name). Constants of up to 16 elements are written in full; larger ones by hash. Names that are not plain words are quoted.
std::string printNetwork(const Network& network);

/// A network as the value of an attribute: its statements between braces, each closed by a semicolon.
///
///   layer count loop(n, x) {carried=1, body={
///     input i i32[];
///     ...
///   }} -> y f32[4]
std::string printBody(const Network& network);

/// Parses what printNetwork prints. Larger constants need `random=SEED` (uniform in [-1, 1), deterministic) in place of
/// `hash=`, since their bytes are not part of the text. The types after `->` may be left out; where given they are checked.
/// @errors Code::Format and those of the layers, with the line number as subject
Result<Network> parseNetwork(std::string_view text, LayerTable table);

}  // namespace planscope
