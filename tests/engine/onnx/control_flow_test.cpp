// SPDX-License-Identifier: Apache-2.0
// If, Loop, Scan and sequences: what becomes of them, checked by running the network on the reference kernels.
#include "tests/engine/onnx/model_files.h"

#include "engine/layers/conditional.h"
#include "engine/layers/loop.h"
#include "engine/network/body.h"
#include "engine/network/evaluate.h"
#include "engine/network/verify.h"

#include <QTest>

using namespace planscope;
using namespace planscope::onnx_tests;

namespace {

/// Answers worked out by hand.
struct Row {
    const char* name;
    int opset;
    const char* graph;
    std::vector<std::vector<float>> inputs;   ///< in the types of the network's inputs
    std::vector<std::vector<float>> outputs;  ///< of any type
};

const Row kRows[] = {
    {"If on a condition at run time", 13,
     "g (bool c, float[2] x) => (float[2] y) { y = If (c) <then_branch = t () => (float[2] a) { a = Add(x, x) }, "
     "else_branch = e () => (float[2] b) { b = Mul(x, x) }> }",
     {{1}, {3, 4}}, {{6, 8}}},
    {"If not", 13,
     "g (bool c, float[2] x) => (float[2] y) { y = If (c) <then_branch = t () => (float[2] a) { a = Add(x, x) }, "
     "else_branch = e () => (float[2] b) { b = Mul(x, x) }> }",
     {{0}, {3, 4}}, {{9, 16}}},
    {"If with a known condition", 13,
     "g (float[2] x) => (float[2] y) <bool c = {0}> { y = If (c) <then_branch = t () => (float[1] a) { a = FlyToTheMoon(x) }, "
     "else_branch = e () => (float[2] b) { b = Mul(x, x) }> }",
     {{3, 4}}, {{9, 16}}},
    {"If whose branches differ in shape", 13,
     "g (bool c, float[2] x) => (float[n] y) { y = If (c) <then_branch = t () => (float[2] a) { a = Identity(x) }, "
     "else_branch = e () => (float[4] b) { b = Concat <axis = 0> (x, x) }> }",
     {{0}, {3, 4}}, {{3, 4, 3, 4}}},
    {"If gives a captured value as it is", 13,
     "g (bool c, float[2] x) => (float[2] y) { y = If (c) <then_branch = t () => (float[2] x) { n = Neg(x) }, "
     "else_branch = e () => (float[2] b) { b = Neg(x) }> }",
     {{1}, {3, 4}}, {{3, 4}}},
    {"If inside If, captured from outside both", 13,
     "g (bool c, bool d, float[2] x) => (float[2] y) { k = Neg(x) y = If (c) <then_branch = t () => (float[2] a) "
     "{ a = If (d) <then_branch = tt () => (float[2] p) { p = Add(k, x) }, else_branch = te () => (float[2] q) { q = Add(k, k) }> }, "
     "else_branch = e () => (float[2] b) { b = Identity(x) }> }",
     {{1}, {0}, {3, 4}}, {{-6, -8}}},
    {"Loop with a trip count", 13,
     "g (int64 n, float[1] x) => (float[1] y, float[m,1] z) <bool c = {1}> { y, z = Loop (n, c, x) <body = b (int64 i, bool ci, float[1] v) "
     "=> (bool co, float[1] w, float[1] s) { co = Identity(ci) w = Add(v, v) s = Identity(v) }> }",
     {{3}, {1}}, {{8}, {1, 2, 4}}},
    {"Loop of known length", 13,
     "g (float[1] x) => (float[3,1] z) <int64 n = {3}> { y, z = Loop (n, , x) <body = b (int64 i, bool ci, float[1] v) "
     "=> (bool co, float[1] w, float[1] s) { co = Identity(ci) w = Add(v, v) s = Identity(v) }> }",
     {{1}}, {{1, 2, 4}}},
    {"Loop while a condition holds", 13,
     "g (float x, float limit) => (float y) <bool c = {1}, int64 n = {9223372036854775807}> { y = Loop (n, c, x) <body = b (int64 i, bool ci, float v) "
     "=> (bool co, float w) { w = Add(v, v) co = Less(w, limit) }> }",
     {{3}, {100}}, {{192}}},
    {"Loop that sums its counter", 11,
     "g (int64 n) => (int64 y) <bool c = {1}, int64 zero = {0}> { y = Loop (n, c, zero) <body = b (int64 i, bool ci, int64 v) "
     "=> (bool co, int64 w) { co = Identity(ci) w = Add(v, i) }> }",
     {{5}}, {{10}}},
    {"Loop whose value grows", 13,
     "g (int64 n, float[1] x) => (float[m] y) <bool c = {1}> { y = Loop (n, c, x) <body = b (int64 i, bool ci, float[k] v) "
     "=> (bool co, float[k2] w) { co = Identity(ci) w = Concat <axis = 0> (v, x) }> }",
     {{3}, {7}}, {{7, 7, 7, 7}}},
    {"Loop in a loop", 13,
     "g (int64 n, float x) => (float y) <bool c = {1}> { y = Loop (n, c, x) <body = b (int64 i, bool ci, float v) "
     "=> (bool co, float w) { co = Identity(ci) w = Loop (i, ci, v) <body = bb (int64 j, bool cj, float p) => (bool cp, float q) "
     "{ cp = Identity(cj) q = Add(p, x) }> }> }",
     {{4}, {2}}, {{14}}},
    {"Loop without iterations", 13,
     "g (int64 n, float[1] x) => (float[1] y, float[m,1] z) <bool c = {1}> { y, z = Loop (n, c, x) <body = b (int64 i, bool ci, float[1] v) "
     "=> (bool co, float[1] w, float[1] s) { co = Identity(ci) w = Add(v, v) s = Identity(v) }> }",
     {{0}, {5}}, {{5}, {}}},
    {"Scan of operator set 9", 11,
     "g (float[2] s, float[3,2] x) => (float[2] y, float[3,2] z) { y, z = Scan <num_scan_inputs = 1, body = b (float[2] v, float[2] e) "
     "=> (float[2] w, float[2] o) { w = Add(v, e) o = Identity(w) }> (s, x) }",
     {{0, 0}, {1, 2, 3, 4, 5, 6}}, {{9, 12}, {1, 2, 4, 6, 9, 12}}},
    {"Scan backwards along another axis", 11,
     "g (float[2] s, float[2,3] x) => (float[2] y, float[2,3] z) { y, z = Scan <num_scan_inputs = 1, scan_input_axes = [-1], "
     "scan_input_directions = [1], scan_output_axes = [-1], scan_output_directions = [1], body = b (float[2] v, float[2] e) "
     "=> (float[2] w, float[2] o) { w = Add(v, e) o = Identity(w) }> (s, x) }",
     {{0, 0}, {1, 2, 3, 4, 5, 6}}, {{6, 15}, {6, 5, 3, 15, 11, 6}}},
    {"A sequence made, changed and read", 13,
     "g (float[1] x) => (float[1] y, float[1] z, int64 n, float[1] w) <int64 zero = {0}, int64 last = {-1}> { k = Neg(x) t = Add(x, x) "
     "e = SequenceEmpty() a = SequenceInsert(e, x) b = SequenceInsert(a, k, zero) c = SequenceInsert(b, t, last) d = Identity(c) "
     "y = SequenceAt(d, zero) z = SequenceAt(d, last) n = SequenceLength(d) f = SequenceErase(d) h = SequenceErase(f, zero) w = SequenceAt(h, zero) }",
     {{3}}, {{-3}, {3}, {3}, {6}}},
    {"A sequence joined along an axis", 13,
     "g (float[1,2] x, float[1,1] y) => (float[1,5] z) { s = SequenceConstruct(x, y, x) z = ConcatFromSequence <axis = -1> (s) }",
     {{1, 2}, {3}}, {{1, 2, 3, 1, 2}}},
    {"A sequence joined along a new axis", 13,
     "g (float[2] x) => (float[2,2] y, int64[2] n) { k = Neg(x) s = SequenceConstruct(x, k) y = ConcatFromSequence <axis = -1, new_axis = 1> (s) n = Shape(y) }",
     {{3, 4}}, {{3, -3, 4, -4}, {2, 2}}},
    {"A tensor of a sequence chosen at run time", 13,
     "g (float[2] x, int64 i) => (float[2] y) { k = Neg(x) s = SequenceConstruct(x, k) y = SequenceAt(s, i) }", {{3, 4}, {-1}}, {{-3, -4}}},
    {"A sequence from a known branch", 13,
     "g (float[1] x) => (float[2] y) <bool c = {1}> { s = SequenceConstruct(x) t = If (c) <then_branch = t () => (float[1] a) "
     "{ k = Neg(x) a = SequenceInsert(s, k) }, else_branch = e () => (float[1] b) { b = SequenceEmpty() }> y = ConcatFromSequence <axis = 0> (t) }",
     {{3}}, {{3, -3}}},
    {"A tensor split into a sequence of slices", 13,
     "g (float[2,3] x) => (float[2] y, float[2,1] z, int64 n, float[4] w) <int64 one = {1}> { s = SplitToSequence <axis = 1, keepdims = 0> (x) "
     "y = SequenceAt(s, one) k = SplitToSequence <axis = 1> (x) z = SequenceAt(k, one) n = SequenceLength(k) t = SequenceErase(s, one) "
     "w = ConcatFromSequence <axis = 0> (t) }",
     {{1, 2, 3, 4, 5, 6}}, {{2, 5}, {2, 5}, {3}, {1, 4, 3, 6}}},
    {"A tensor split into a sequence of parts", 13,
     "g (float[5] x) => (float[1] y, float[3] z, int64 n) <int64 two = {2}, int64[2] parts = {2, 3}, int64 last = {-1}> { s = SplitToSequence(x, two) "
     "y = SequenceAt(s, last) k = SplitToSequence(x, parts) z = SequenceAt(k, last) n = SequenceLength(s) }",
     {{1, 2, 3, 4, 5}}, {{5}, {3, 4, 5}, {3}}},
    {"Loop that adds to a sequence", 13,
     "g (int64 n, float[1,2] x) => (float[1,m] y, float[1,2,k] z, int64[3] d, int64 l, float[1,2] e, float[q,2] w) <bool c = {1}, int64 last = {-1}> "
     "{ s = SequenceEmpty() v, t = Loop (n, c, x, s) <body = b (int64 i, bool ci, float[1,2] p, float[1,2] r) => (bool co, float[1,2] u, "
     "float[1,2] q) { co = Identity(ci) u = Add(p, p) o = Identity(r) q = SequenceInsert(o, u) }> y = ConcatFromSequence <axis = 1> (t) "
     "z = ConcatFromSequence <axis = 2, new_axis = 1> (t) d = Shape(z) l = SequenceLength(t) e = SequenceAt(t, last) f = SequenceInsert(t, x) "
     "w = ConcatFromSequence <axis = 0> (f) }",
     {{2}, {1, 3}}, {{2, 6, 4, 12}, {2, 4, 6, 12}, {1, 2, 2}, {2}, {4, 12}, {2, 6, 4, 12, 1, 3}}},
    {"Loop that adds to a sequence with tensors in it", 13,
     "g (int64 n, float[1] x) => (float[m] y) <bool c = {1}> { k = Neg(x) s = SequenceConstruct(k, k) t = Loop (n, c, s) <body = b (int64 i, bool ci, "
     "float[1] r) => (bool co, float[1] q) { co = Identity(ci) q = SequenceInsert(r, x) }> y = ConcatFromSequence <axis = 0> (t) }",
     {{2}, {5}}, {{-5, -5, 5, 5}}},
    {"Loop that adds to two sequences between its other values", 13,
     "g (int64 n, float[1] x) => (float[m] y, float[1] v, float[k] w, float[n,1] z) <bool c = {1}> { s = SequenceEmpty() t, v, u, z = Loop (n, c, s, x, s) "
     "<body = b (int64 i, bool ci, float[1] p, float[1] a, float[1] q) => (bool co, float[1] pp, float[1] aa, float[1] qq, float[1] o) "
     "{ co = Identity(ci) aa = Add(a, x) m = Neg(aa) pp = SequenceInsert(p, aa) qq = SequenceInsert(q, m) o = Mul(aa, aa) }> "
     "y = ConcatFromSequence <axis = 0> (t) w = ConcatFromSequence <axis = 0> (u) }",
     {{2}, {1}}, {{2, 3}, {3}, {-2, -3}, {4, 9}}},
    {"Loop that reads a sequence of slices", 13,
     "g (float[3,2] x) => (float[2] y) <int64 n = {3}, float[2] zero = {0, 0}> { s = SplitToSequence <keepdims = 0> (x) y = Loop (n, , zero) <body = "
     "b (int64 i, bool ci, float[2] v) => (bool co, float[2] w) { co = Identity(ci) e = SequenceAt(s, i) w = Add(v, e) }> }",
     {{1, 2, 3, 4, 5, 6}}, {{9, 12}}},
};

struct Refusal {
    const char* name;
    const char* graph;
    const char* sentence;
};

const Refusal kRefusals[] = {
    {"an unknown operator in a body",
     "g (int64 n, float x) => (float y) <bool c = {1}> { y = Loop (n, c, x) <body = b (int64 i, bool ci, float v) "
     "=> (bool co, float w) { co = Identity(ci) w = FlyToTheMoon(v) }> }",
     "node of 'y' (Loop) body, node of 'w' (FlyToTheMoon): operator FlyToTheMoon is not supported"},
    {"the same two levels down",
     "g (bool c, float x) => (float y) { y = If (c) <then_branch = t () => (float a) { a = If (c) <then_branch = tt () => (float p) "
     "{ p = FlyToTheMoon(x) }, else_branch = te () => (float q) { q = Neg(x) }> }, else_branch = e () => (float b) { b = Neg(x) }> }",
     "node of 'y' (If) then_branch, node of 'a' (If) then_branch, node of 'p' (FlyToTheMoon): operator FlyToTheMoon is not supported"},
    {"an undefined name", "g (bool c, float x) => (float y) { y = If (c) <then_branch = t () => (float a) { a = Neg(nowhere) }, "
     "else_branch = e () => (float b) { b = Neg(x) }> }",
     "input 'nowhere' is not defined by any node, initialiser or input of the graph"},
    {"branches of different types",
     "g (bool c, float x) => (float y) { y = If (c) <then_branch = t () => (float a) { a = Neg(x) }, "
     "else_branch = e () => (int64 b) { b = Cast <to = 7> (x) }> }",
     "output 0 is f32[scalar] in thenBody and i32[scalar] in elseBody"},
    {"branches of different ranks",
     "g (bool c, float[2] x) => (float[2] y) { y = If (c) <then_branch = t () => (float[2] a) { a = Neg(x) }, "
     "else_branch = e () => (float b) { b = ReduceSum <keepdims = 0> (x) }> }",
     "output 0 is [2] from then_branch and [scalar] from else_branch, and which of them runs is decided by data, and one engine cannot hold both"},
    {"a branch with another number of outputs",
     "g (bool c, float[2] x) => (float[2] y) { y = If (c) <then_branch = t () => (float[2] a) { a = Neg(x) }, "
     "else_branch = e () => (float[2] b, float[2] d) { b = Neg(x) d = Neg(x) }> }",
     "attribute 'else_branch' is a graph with 2 outputs, the node has 1"},
    {"a loop that nothing ends",
     "g (float x) => (float y) <int64 n = {9223372036854775807}> { y = Loop (n, , x) <body = b (int64 i, bool ci, float v) => (bool co, float w) { co = Identity(ci) w = Neg(v) }> }",
     "nothing ends the loop: it has no trip count, no condition and no scanned input"},
    {"a body with too few inputs",
     "g (int64 n, float x) => (float y) { y = Loop (n, , x) <body = b (int64 i, bool ci) => (bool co, float w) { co = Identity(ci) w = Neg(x) }> }",
     "attribute 'body' is a graph with 2 inputs, expected 3"},
    {"a carried value that changes its rank",
     "g (int64 n, float x) => (float y) { y = Loop (n, , x) <body = b (int64 i, bool ci, float v) => (bool co, float[1] w) "
     "{ co = Identity(ci) k = Constant <value_ints = [1]> () w = Reshape(v, k) }> }",
     "carried value 0 is f32[scalar] before an iteration and f32[1] after it"},
    {"a sequence as output", "g (float x) => (float y) { y = SequenceConstruct(x) }",
     "output 'y': it is a sequence; outputs of a model must be tensors"},
    {"a sequence for an operator on tensors", "g (float x) => (float y) { s = SequenceConstruct(x) y = Neg(s) }",
     "node of 'y' (Neg): input 's' is a sequence, a tensor is expected"},
    {"a tensor for an operator on sequences", "g (float x) => (int64 y) { y = SequenceLength(x) }",
     "node of 'y' (SequenceLength): input 'x' is a tensor, a sequence is expected"},
    {"a place outside a sequence", "g (float x) => (float y) <int64 p = {2}> { s = SequenceConstruct(x, x) y = SequenceAt(s, p) }",
     "node of 'y' (SequenceAt): position 2 is outside a sequence of 2 tensors"},
    {"a choice among different shapes", "g (float[1] x, float[2] k, int64 i) => (float[m] y) { s = SequenceConstruct(x, k) y = SequenceAt(s, i) }",
     "node of 'y' (SequenceAt): the tensors of the sequence have different shapes, [1] and [2]"},
    {"nothing to join", "g (float x) => (float y) { s = SequenceEmpty() y = ConcatFromSequence <axis = 0> (s) }",
     "node of 'y' (ConcatFromSequence): the sequence is empty"},
    {"a sequence from a branch that is chosen at run time",
     "g (bool c, float[1] x) => (float[m] y) { t = If (c) <then_branch = t () => (float[1] a) { a = SequenceConstruct(x) }, "
     "else_branch = e () => (float[1] b) { b = SequenceConstruct(x, x) }> y = ConcatFromSequence <axis = 0> (t) }",
     "output 'a' of attribute 'then_branch' is a sequence, which is supported only for a condition that is known at build time"},
    {"parts of no elements", "g (float[4] x) => (int64 y) <int64 p = {0}> { s = SplitToSequence(x, p) y = SequenceLength(s) }",
     "node of 's' (SplitToSequence): parts of 0 elements are not possible"},
    {"parts of a negative size", "g (float[4] x) => (int64 y) <int64[2] p = {-1, 5}> { s = SplitToSequence(x, p) y = SequenceLength(s) }",
     "node of 's' (SplitToSequence): parts of -1 elements are not possible"},
    {"too many parts", "g (float[4000] x) => (int64 y) <int64 p = {2}> { s = SplitToSequence(x, p) y = SequenceLength(s) }",
     "node of 's' (SplitToSequence): a sequence of 2000 tensors is not supported, 1 to 1024 are"},
    {"a loop that adds two tensors to a sequence",
     "g (int64 n, float[1] x) => (float[m] y) <bool c = {1}, int64 zero = {0}> { s = SequenceEmpty() t = Loop (n, c, s) <body = b (int64 i, bool ci, "
     "float[1] r) => (bool co, float[1] q) { co = Identity(ci) a = SequenceInsert(r, x) q = SequenceInsert(a, x) }> y = ConcatFromSequence <axis = 0> (t) }",
     "all that is supported for a sequence that a loop carries is adding one tensor to its end in each iteration"},
    {"a loop that adds nothing to a sequence",
     "g (int64 n, float[1] x) => (float[m] y) <bool c = {1}, int64 zero = {0}> { s = SequenceEmpty() t = Loop (n, c, s) <body = b (int64 i, bool ci, "
     "float[1] r) => (bool co, float[1] q) { co = Identity(ci) q = Identity(r) }> y = ConcatFromSequence <axis = 0> (t) }",
     "all that is supported for a sequence that a loop carries is adding one tensor to its end in each iteration"},
    {"a loop that starts its sequence anew",
     "g (int64 n, float[1] x) => (float[m] y) <bool c = {1}, int64 zero = {0}> { s = SequenceEmpty() t = Loop (n, c, s) <body = b (int64 i, bool ci, "
     "float[1] r) => (bool co, float[1] q) { co = Identity(ci) q = SequenceConstruct(x) }> y = ConcatFromSequence <axis = 0> (t) }",
     "all that is supported for a sequence that a loop carries is adding one tensor to its end in each iteration"},
    {"a loop that adds to the front of a sequence",
     "g (int64 n, float[1] x) => (float[m] y) <bool c = {1}, int64 zero = {0}> { s = SequenceEmpty() t = Loop (n, c, s) <body = b (int64 i, bool ci, "
     "float[1] r) => (bool co, float[1] q) { co = Identity(ci) q = SequenceInsert(r, x, zero) }> y = ConcatFromSequence <axis = 0> (t) }",
     "node of 't' (Loop) body, node of 'q' (SequenceInsert): the loop around it makes the sequence longer in each iteration"},
    {"a loop that measures its sequence",
     "g (int64 n, float[1] x) => (float[m] y) <bool c = {1}, int64 zero = {0}> { s = SequenceEmpty() t = Loop (n, c, s) <body = b (int64 i, bool ci, "
     "float[1] r) => (bool co, float[1] q) { co = Identity(ci) l = SequenceLength(r) q = SequenceInsert(r, x) }> y = ConcatFromSequence <axis = 0> (t) }",
     "node of 't' (Loop) body, node of 'l' (SequenceLength): the loop around it makes the sequence longer in each iteration"},
    {"a loop that reads a sequence of separate tensors",
     "g (int64 n, float[1] x) => (float[1] y) { s = SequenceConstruct(x, x) y = Loop (n, , x) <body = b (int64 i, bool ci, float[1] v) "
     "=> (bool co, float[1] w) { co = Identity(ci) w = SequenceAt(s, i) }> }",
     "node of 'y' (Loop): attribute 'body' reads the sequence 's' of the graph around it"},
    {"an attribute that is no graph", "g (bool c, float x) => (float y) { y = If <then_branch = 1, else_branch = 2> (c) }",
     "attribute 'then_branch' is an integer, a graph is expected"},
};

ConstantPtr valueOf(const Tensor& input, const std::vector<float>& values) {
    const Dims dims = input.dims;
    if (input.type == DataType::Float) return Constant::ofFloats(dims, values);
    if (input.type == DataType::Int32) return Constant::ofInts(dims, std::vector<std::int32_t>(values.begin(), values.end()));
    const std::vector<std::uint8_t> bytes(values.begin(), values.end());
    return Constant::of<std::uint8_t>(input.type, dims, bytes);
}

std::vector<float> floatsOf(const Constant& value) {
    if (value.type() == DataType::Float) return {value.floats().begin(), value.floats().end()};
    return {value.ints().begin(), value.ints().end()};
}

Result<onnx::ImportResult> imported(int opset, const char* graph) {
    const Files files;
    return onnx::importModel(files.write("model.onnx", modelOf(opset, graph)), {}, {});
}

}  // namespace

class ControlFlowTest : public QObject {
    Q_OBJECT

private slots:
    void runs_data() {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < std::size(kRows); ++i) QTest::newRow(kRows[i].name) << static_cast<int>(i);
    }
    void runs() {
        QFETCH(const int, row);
        const auto result = imported(kRows[row].opset, kRows[row].graph);
        QVERIFY2(problemsOf(result) == "ok", problemsOf(result).c_str());
        const Network& network = result->network;
        std::vector<ConstantPtr> inputs;
        for (std::size_t i = 0; i < network.inputs().size(); ++i)
            inputs.push_back(valueOf(network.tensor(network.inputs()[i]), kRows[row].inputs[i]));
        const auto outputs = evaluateNetwork(network, inputs);
        QVERIFY2(outputs, outputs ? "" : outputs.error().text().c_str());
        QCOMPARE(outputs->size(), kRows[row].outputs.size());
        for (std::size_t i = 0; i < outputs->size(); ++i) QCOMPARE(floatsOf(*(*outputs)[i]), kRows[row].outputs[i]);
    }

    void refusals_data() {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < std::size(kRefusals); ++i) QTest::newRow(kRefusals[i].name) << static_cast<int>(i);
    }
    void refusals() {
        QFETCH(const int, row);
        const std::string problems = problemsOf(imported(13, kRefusals[row].graph));
        QVERIFY2(problems.find(kRefusals[row].sentence) != std::string::npos, problems.c_str());
        QCOMPARE(std::count(problems.begin(), problems.end(), '\n'), problems.ends_with('\n') ? 1 : 0);
    }

    /// Values that are known outside are constants inside, and a known branch leaves no conditional.
    void knownValuesAreNotCaptured() {
        const auto result = imported(13, "g (bool c, float[2] x) => (float[2] y) <float[2] w = {1,2}> { y = If (c) <then_branch = t () => "
                                         "(float[2] a) { a = Add(x, w) }, else_branch = e () => (float[2] b) { b = Mul(x, w) }> }");
        QVERIFY2(problemsOf(result) == "ok", problemsOf(result).c_str());
        const Layer& layer = result->network.layer(result->network.topologicalOrder().front());
        QVERIFY(layer.is(layers::conditional::kind));
        QCOMPARE(layer.inputs.size(), std::size_t{2});
        const auto inlined = imported(13, kRows[2].graph);
        QVERIFY(inlined);
        for (const LayerId id : inlined->network.topologicalOrder()) QVERIFY(!inlined->network.layer(id).is(layers::conditional::kind));
    }

    /// A condition that stays true is none, so that the length of the scan output is known.
    void lengthOfScanOutputs() {
        const auto result = imported(13, kRows[7].graph);
        QVERIFY(result && result->ok());
        QVERIFY(result->network.tensor(result->network.outputs()[0].tensor).dims == (Dims{3, 1}));
    }

    void endlessLoopsAreFound() {
        const auto result = imported(13, "g (float x) => (float y) <bool c = {1}, int64 n = {9223372036854775807}> { y = Loop (n, c, x) <body = b (int64 i, bool ci, float v) "
                                         "=> (bool co, float w) { w = Neg(v) co = Equal(w, w) }> }");
        QVERIFY2(problemsOf(result) == "ok", problemsOf(result).c_str());
        const float one = 1;
        const ConstantPtr input = Constant::ofFloats(Dims{}, std::span(&one, 1));
        const auto outputs = evaluateNetwork(result->network, std::span(&input, 1));
        QVERIFY(!outputs);
        QCOMPARE(outputs.error().message, std::string("the loop does not end: 1000000 iterations have run"));
    }
};

QTEST_GUILESS_MAIN(ControlFlowTest)
#include "control_flow_test.moc"
