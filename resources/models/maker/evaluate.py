# SPDX-License-Identifier: Apache-2.0
"""Evaluates the operators of the sample models with numpy in double precision: the source of the stored answers.

Written from the ONNX operator specification alone, and on purpose without the tricks of a fast engine, so that it can
serve as an independent reference.
"""

import numpy as np
from onnx import helper, numpy_helper


def _windows(x, kernel, strides, dilations):
    """[N,C,H,W] -> [N,C,OH,OW,KH,KW], a view of x (already padded)."""
    extents = [(k - 1) * d + 1 for k, d in zip(kernel, dilations)]
    view = np.lib.stride_tricks.sliding_window_view(x, extents, axis=(2, 3))
    return view[:, :, ::strides[0], ::strides[1], ::dilations[0], ::dilations[1]]


def _pad(x, pads, value=0.0):
    top, left, bottom, right = pads
    return np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), constant_values=value)


def conv(inputs, a):
    x, weight = inputs[:2]
    group = a.get("group", 1)
    views = _windows(_pad(x, a["pads"]), weight.shape[2:], a["strides"], a["dilations"])
    parts = [np.einsum("nchwij,ocij->nohw", v, w, optimize=True)
             for v, w in zip(np.split(views, group, axis=1), np.split(weight, group, axis=0))]
    y = np.concatenate(parts, axis=1)
    return y + inputs[2].reshape(1, -1, 1, 1) if len(inputs) > 2 else y


def conv_transpose(inputs, a):
    """No padding, no dilation, one group: each input pixel adds its kernel to the output."""
    x, weight = inputs[:2]
    (sy, sx), (ky, kx) = a["strides"], weight.shape[2:]
    n, _, h, w = x.shape
    y = np.zeros((n, weight.shape[1], (h - 1) * sy + ky, (w - 1) * sx + kx))
    for i in range(ky):
        for j in range(kx):
            y[:, :, i:i + h * sy:sy, j:j + w * sx:sx] += np.einsum("nchw,co->nohw", x, weight[:, :, i, j])
    return y + inputs[2].reshape(1, -1, 1, 1) if len(inputs) > 2 else y


def max_pool(inputs, a):
    padded = _pad(inputs[0], a.get("pads", [0] * 4), -np.inf)
    return _windows(padded, a["kernel_shape"], a["strides"], [1, 1]).max(axis=(4, 5))


def average_pool(inputs, a):
    """Padding does not count (count_include_pad = 0)."""
    pads, kernel, strides = a.get("pads", [0] * 4), a["kernel_shape"], a["strides"]
    total = _windows(_pad(inputs[0], pads), kernel, strides, [1, 1]).sum(axis=(4, 5))
    count = _windows(_pad(np.ones_like(inputs[0]), pads), kernel, strides, [1, 1]).sum(axis=(4, 5))
    return total / count


def batch_normalization(inputs, a):
    x, scale, bias, mean, variance = [inputs[0]] + [p.reshape(1, -1, 1, 1) for p in inputs[1:]]
    return (x - mean) / np.sqrt(variance + a["epsilon"]) * scale + bias


def instance_normalization(inputs, a):
    x, scale, bias = inputs
    mean, variance = x.mean(axis=(2, 3), keepdims=True), x.var(axis=(2, 3), keepdims=True)
    return (x - mean) / np.sqrt(variance + a["epsilon"]) * scale.reshape(1, -1, 1, 1) + bias.reshape(1, -1, 1, 1)


def _resize_axis(x, axis, scale, mode):
    """Coordinates: half_pixel for linear, asymmetric with floor for nearest; out-of-range neighbours repeat the edge."""
    size = x.shape[axis]
    target = np.arange(int(np.floor(size * scale)))
    if mode == "nearest":
        return np.take(x, np.minimum(np.floor(target / scale).astype(int), size - 1), axis=axis)
    position = (target + 0.5) / scale - 0.5
    low = np.floor(position).astype(int)
    shape = [-1 if i == axis else 1 for i in range(x.ndim)]
    share = (position - low).reshape(shape)
    first, second = (np.take(x, np.clip(low + k, 0, size - 1), axis=axis) for k in (0, 1))
    return first * (1 - share) + second * share


def resize(inputs, a):
    x, scales = inputs[0], inputs[2]
    for axis in (2, 3):
        x = _resize_axis(x, axis, scales[axis], a["mode"])
    return x


def softmax(inputs, a):
    powers = np.exp(inputs[0] - inputs[0].max(axis=a["axis"], keepdims=True))
    return powers / powers.sum(axis=a["axis"], keepdims=True)


def gemm(inputs, a):
    weight = inputs[1].T if a.get("transB", 0) else inputs[1]
    return inputs[0] @ weight + inputs[2]


OPERATORS = {
    "Add": lambda i, a: i[0] + i[1],
    "AveragePool": average_pool,
    "BatchNormalization": batch_normalization,
    "Clip": lambda i, a: np.clip(i[0], i[1], i[2]),
    "Concat": lambda i, a: np.concatenate(i, axis=a["axis"]),
    "Conv": conv,
    "ConvTranspose": conv_transpose,
    "Flatten": lambda i, a: i[0].reshape(i[0].shape[0], -1),
    "Gemm": gemm,
    "GlobalAveragePool": lambda i, a: i[0].mean(axis=(2, 3), keepdims=True),
    "HardSigmoid": lambda i, a: np.clip(a["alpha"] * i[0] + a["beta"], 0.0, 1.0),
    "InstanceNormalization": instance_normalization,
    "MaxPool": max_pool,
    "Mul": lambda i, a: i[0] * i[1],
    "Relu": lambda i, a: np.maximum(i[0], 0.0),
    "Reshape": lambda i, a: i[0].reshape([int(d) for d in i[1]]),
    "Resize": resize,
    "Sigmoid": lambda i, a: 1.0 / (1.0 + np.exp(-i[0])),
    "Softmax": softmax,
    "Split": lambda i, a: np.split(i[0], np.cumsum(i[1].astype(int))[:-1], axis=a["axis"]),
    "Sub": lambda i, a: i[0] - i[1],
    "Transpose": lambda i, a: i[0].transpose(a["perm"]),
}


def attributes_of(node):
    return {a.name: helper.get_attribute_value(a) if a.type != a.STRING else a.s.decode() for a in node.attribute}


def evaluate(model, inputs):
    """All outputs of `model`, in order, as float32 arrays; `inputs` in the order of the graph's inputs."""
    graph = model.graph
    values = {"": None}
    for tensor in graph.initializer:
        values[tensor.name] = numpy_helper.to_array(tensor).astype(np.float64)
    for info, array in zip(graph.input, inputs):
        values[info.name] = array.astype(np.float64)
    for node in graph.node:
        results = OPERATORS[node.op_type]([values[name] for name in node.input], attributes_of(node))
        for name, value in zip(node.output, results if isinstance(results, list) else [results]):
            values[name] = value
    return [values[info.name].astype(np.float32) for info in graph.output]
