# SPDX-License-Identifier: Apache-2.0
"""Writes ONNX graphs node by node, with random but well-scaled weights where none are given."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper

IR_VERSION = 8


class GraphBuilder:
    """Collects nodes and initializers. Every method that adds a node returns the name of its output."""

    def __init__(self, seed=None):
        self.nodes = []
        self.initializers = []
        self.inputs = []
        self.outputs = []
        self._random = np.random.default_rng(seed)

    def input(self, name, shape):
        self.inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        return name

    def output(self, name, shape):
        self.outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def constant(self, name, values):
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def uniform(self, name, shape, low, high):
        """A weight from U[low, high). Only additions and products of exact random bits: the same on every machine."""
        values = low + (high - low) * self._random.random(shape, dtype=np.float32)
        return self.constant(name, values.astype(np.float32))

    def node(self, op, inputs, name, output=None, **attributes):
        output = output or name + "_out"
        self.nodes.append(helper.make_node(op, inputs, [output], name=name, **attributes))
        return output

    def split(self, x, name, parts, axis):
        sizes = self.constant(name + ".sizes", np.array(parts, dtype=np.int64))
        outputs = [f"{name}_out{i}" for i in range(len(parts))]
        self.nodes.append(helper.make_node("Split", [x, sizes], outputs, name=name, axis=axis))
        return outputs

    def conv(self, x, name, channels, kernel=3, stride=1, dilation=1, group=1, bias=False):
        """`channels` = (in, out). Zero padding that keeps the size at stride 1. He-scaled weights."""
        fan_in = channels[0] // group * kernel * kernel
        bound = float(np.sqrt(np.float32(6.0 / fan_in)))
        weight = self.uniform(name + ".weight", (channels[1], channels[0] // group, kernel, kernel), -bound, bound)
        inputs = [x, weight]
        if bias:
            inputs.append(self.uniform(name + ".bias", (channels[1],), -0.1, 0.1))
        pad = dilation * (kernel - 1) // 2
        return self.node("Conv", inputs, name, kernel_shape=[kernel] * 2, strides=[stride] * 2,
                         dilations=[dilation] * 2, group=group, pads=[pad] * 4)

    def batch_norm(self, x, name, channels):
        parameters = [self.uniform(f"{name}.{part}", (channels,), low, high)
                      for part, low, high in (("scale", 0.8, 1.2), ("bias", -0.1, 0.1),
                                              ("mean", -0.1, 0.1), ("variance", 0.5, 1.5))]
        return self.node("BatchNormalization", [x] + parameters, name, epsilon=1e-5)

    def model(self, name, opset, doc, metadata=()):
        graph = helper.make_graph(self.nodes, name, self.inputs, self.outputs, self.initializers)
        model = helper.make_model(graph, producer_name="planscope make_models", ir_version=IR_VERSION,
                                  opset_imports=[helper.make_opsetid("", opset)], doc_string=doc)
        helper.set_model_props(model, dict(metadata))
        return model
