#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the stored ONNX seeds of the fuzz targets, tests/fuzz/corpus/onnx: a tiny file per family of operators."""
import pathlib

import numpy as np
from onnx import TensorProto, helper, numpy_helper

FLOAT, INT64, BOOL, INT8 = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL, TensorProto.INT8
HERE = pathlib.Path(__file__).parent / "corpus"


def tensor(name, values, dtype=np.float32):
    return numpy_helper.from_array(np.array(values, dtype), name)


def node(op, inputs, outputs=("y",), **attributes):
    return helper.make_node(op, list(inputs), list(outputs), **attributes)


def model(nodes, inputs, outputs, weights=(), opset=17, domains=()):
    graph = helper.make_graph(
        nodes, "g",
        [helper.make_tensor_value_info(n, t, d) for n, t, d in inputs],
        [helper.make_tensor_value_info(n, t, d) for n, t, d in outputs],
        initializer=list(weights))
    sets = [helper.make_opsetid("", opset)] + [helper.make_opsetid(d, 1) for d in domains]
    return helper.make_model(graph, opset_imports=sets, ir_version=8)


def external(name, dims, offset):
    out = TensorProto(name=name, data_type=FLOAT, dims=dims, data_location=TensorProto.EXTERNAL)
    for key, value in (("location", "weights.bin"), ("offset", str(offset)), ("length", str(4 * int(np.prod(dims))))):
        entry = out.external_data.add()
        entry.key, entry.value = key, value
    return out


def body(nodes, inputs, outputs, weights=()):
    return helper.make_graph(
        nodes, "body",
        [helper.make_tensor_value_info(n, t, d) for n, t, d in inputs],
        [helper.make_tensor_value_info(n, t, d) for n, t, d in outputs],
        initializer=list(weights))


def x(*dims, name="x", dtype=FLOAT):
    return (name, dtype, list(dims))


def y(*dims, name="y", dtype=FLOAT):
    return (name, dtype, list(dims))


def seeds():
    image = x(1, 2, 4, 4)
    kernel = tensor("w", np.arange(36).reshape(2, 2, 3, 3) / 36)
    yield "conv_relu_pool", model(
        [node("Conv", "xw", "c", pads=[1, 1, 1, 1]), node("Relu", "c", "r"), node("MaxPool", "r", kernel_shape=[2, 2], strides=[2, 2])],
        [image], [y(1, 2, 2, 2)], [kernel])
    yield "deconv", model([node("ConvTranspose", "xw", strides=[2, 2], pads=[1, 1, 1, 1])], [image], [y(1, 2, 7, 7)], [kernel])
    yield "batch_norm", model([node("BatchNormalization", "xabcd")], [image], [y(1, 2, 4, 4)], [tensor(n, [1, 2]) for n in "abcd"])
    yield "gemm_softmax", model(
        [node("Gemm", ["x", "w", "b"], "g", transB=1), node("Softmax", "g", axis=-1)],
        [x(2, 3)], [y(2, 4)], [tensor("w", np.ones((4, 3))), tensor("b", [1, 2, 3, 4])])
    yield "reshape_transpose", model(
        [node("Reshape", "xs", "r"), node("Transpose", "r", perm=[1, 0])], [x(2, 6)], [y(4, 3)], [tensor("s", [3, -1], np.int64)])
    yield "shape_arithmetic", model(
        [node("Shape", "x", "s"), node("Gather", "si", "d"), node("Mul", "dt", "m"), node("Concat", "mn", "r", axis=0),
         node("Reshape", "xr")],
        [x("batch", 4, 3)], [y("a", "b")],
        [tensor("i", [0], np.int64), tensor("t", [4], np.int64), tensor("n", [-1], np.int64)])
    yield "slice_pad", model(
        [node("Slice", ["x", "b", "e", "a", "t"], "s"), node("Pad", "sp", mode="constant")], [x(4, 6)], [y(4, 4)],
        [tensor("b", [1, 5], np.int64), tensor("e", [3, -7], np.int64), tensor("a", [0, 1], np.int64), tensor("t", [1, -2], np.int64),
         tensor("p", [1, 0, 1, 1], np.int64)])
    yield "resize", model(
        [node("Resize", ["x", "", "s"], mode="linear", coordinate_transformation_mode="half_pixel")], [image], [y(1, 2, 8, 6)],
        [tensor("s", [1, 1, 2, 1.5])])
    yield "top_k", model([node("TopK", "xk", ["y", "i"], axis=1)], [x(2, 5)], [y(2, 3), y(2, 3, name="i", dtype=INT64)],
                         [tensor("k", [3], np.int64)])
    yield "gather_scatter", model(
        [node("GatherElements", "xi", "g", axis=1), node("ScatterElements", "xig", axis=1)], [x(2, 3)], [y(2, 3)],
        [tensor("i", [[0, 2], [1, -1]], np.int64)])
    yield "scatter_nd", model([node("GatherND", "xi", "g"), node("ScatterND", "xig")], [x(3, 2)], [y(3, 2)],
                              [tensor("i", [[0], [2]], np.int64)])
    yield "one_hot_cast", model(
        [node("Cast", "x", "c", to=INT64), node("OneHot", "cdv", axis=-1)], [x(3)], [y(3, 4)],
        [tensor("d", 4, np.int64), tensor("v", [0, 1])])
    yield "einsum", model([node("Einsum", "xw", equation="bij,jk->bik")], [x(2, 2, 3)], [y(2, 2, 2)], [tensor("w", np.ones((3, 2)))])
    yield "reduce", model([node("ReduceMean", "x", "m", axes=[1], keepdims=1), node("ArgMax", "m", axis=0)], [x(3, 4)],
                          [y(1, 1, dtype=INT64)])
    yield "quantised", model(
        [node("QuantizeLinear", "xsz", "q"), node("DequantizeLinear", "qsz")], [x(2, 3)], [y(2, 3)],
        [tensor("s", 0.5), tensor("z", 3, np.int8)])
    yield "where_compare", model([node("Greater", "xw", "g"), node("Where", "gxw")], [x(2, 3)], [y(2, 3)], [tensor("w", [0.5])])
    yield "non_zero", model([node("NonZero", "x")], [x(2, 3)], [y(2, "n", dtype=INT64)])
    yield "grid_sample", model([node("GridSample", "xg", mode="bilinear", padding_mode="border")], [image, x(1, 2, 2, 2, name="g")],
                               [y(1, 2, 2, 2)])
    yield "layer_norm", model([node("LayerNormalization", "xsb", axis=-1, epsilon=1e-5)], [x(2, 4)], [y(2, 4)],
                              [tensor("s", np.ones(4)), tensor("b", np.zeros(4))])
    yield "lstm", model(
        [node("LSTM", "xwr", ["y"], hidden_size=2, direction="bidirectional")], [x(3, 1, 2)], [y(3, 2, 1, 2)],
        [tensor("w", np.ones((2, 8, 2))), tensor("r", np.ones((2, 8, 2)))])
    yield "external_weights", model([node("Add", "xw", "a"), node("Mul", "av")], [x(2, 2)], [y(2, 2)],
                                    [external("w", [2, 2], 0), external("v", [2, 2], 16)])
    yield "gelu_contrib", model([node("Gelu", "x", domain="com.microsoft")], [x(2, 3)], [y(2, 3)], domains=["com.microsoft"])
    branches = [body([node("Add", ["x", "x"], "t")], [], [y(2, name="t")]), body([node("Neg", "x", "e")], [], [y(2, name="e")])]
    yield "if", model([node("If", "c", then_branch=branches[0], else_branch=branches[1])], [x(name="c", dtype=BOOL), x(2)], [y(2)])
    turn = body([node("Add", ["v", "x"], "w"), node("Identity", "k", "l"), node("Identity", "w", "s")],
                [x(name="i", dtype=INT64), x(name="k", dtype=BOOL), x(2, name="v")],
                [y(name="l", dtype=BOOL), y(2, name="w"), y(2, name="s")])
    yield "loop", model([node("Loop", ["n", "", "x"], ["y", "all"], body=turn)], [x(2)], [y(2), y(3, 2, name="all")],
                        [tensor("n", 3, np.int64)])
    step = body([node("Add", "sx", "t"), node("Identity", "t", "o")], [x(2, name="s"), x(2)], [y(2, name="t"), y(2, name="o")])
    yield "scan", model([node("Scan", ["a", "x"], ["y", "all"], num_scan_inputs=1, body=step)], [x(2, name="a"), x(3, 2)],
                        [y(2), y(3, 2, name="all")])
    yield "nms", model(
        [node("NonMaxSuppression", ["x", "s", "m", "t"])], [x(1, 4, 4), x(1, 2, 4, name="s")], [y("n", 3, dtype=INT64)],
        [tensor("m", [2], np.int64), tensor("t", [0.5])])


def main():
    (HERE / "onnx").mkdir(parents=True, exist_ok=True)
    for name, proto in seeds():
        (HERE / "onnx" / f"{name}.onnx").write_bytes(proto.SerializeToString())


if __name__ == "__main__":
    main()
