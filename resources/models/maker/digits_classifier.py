# SPDX-License-Identifier: Apache-2.0
"""The trained sample: a small convolutional classifier of drawn digits."""

import numpy as np
from onnx import numpy_helper

from maker import digit_drawing, digit_training
from maker.evaluate import evaluate
from maker.graph import GraphBuilder

NAME = "digits_classifier"
TRAINING_PICTURES, TRAINING_SEED = 8000, 11
HELD_OUT_PICTURES, HELD_OUT_SEED = 2000, 12
CALIBRATION_PICTURES = 256
SAMPLE_SEED = 13
REQUIRED_ACCURACY = 0.97


def held_out_set():
    return digit_drawing.draw_set(HELD_OUT_PICTURES, HELD_OUT_SEED)


def calibration_set():
    """The first pictures that the training saw."""
    pictures, labels = digit_drawing.draw_set(TRAINING_PICTURES, TRAINING_SEED)
    return pictures[:CALIBRATION_PICTURES], labels[:CALIBRATION_PICTURES]


def sample_inputs():
    """Ten pictures that the training did not see, one of each digit from 0 to 9."""
    pictures, _ = digit_drawing.draw_set(10, SAMPLE_SEED)
    return [pictures[i:i + 1] for i in range(10)]


def trained_weights():
    """Draws the training set and trains. Returns {initializer name: array}."""
    network = digit_training.train(*digit_drawing.draw_set(TRAINING_PICTURES, TRAINING_SEED))
    weights = {}
    for i in (1, 2, 3, 4):
        conv, bn = getattr(network, f"conv{i}"), getattr(network, f"bn{i}")
        weights[f"conv{i}.weight"] = conv.weight.reshape(-1, conv.inside, 3, 3)
        for part in ("scale", "bias", "mean", "variance"):
            weights[f"bn{i}.{part}"] = getattr(bn, part).ravel()
    weights["dense.weight"], weights["dense.bias"] = network.linear.weight, network.linear.bias
    return {name: array.astype(np.float32) for name, array in weights.items()}


def weights_of(model):
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}


def accuracy_of(model, pictures, labels):
    """Share of right answers. The graph is evaluated with a batch: only its declared shapes say 1."""
    scores = np.concatenate([evaluate(model, [part])[0] for part in np.array_split(pictures, 20)])
    return float((scores.argmax(axis=1) == labels).mean())


def _conv_bn(g, x, i, weights):
    w = g.constant(f"conv{i}.weight", weights[f"conv{i}.weight"])
    x = g.node("Conv", [x, w], f"conv{i}", kernel_shape=[3, 3], strides=[1, 1], dilations=[1, 1], group=1, pads=[1] * 4)
    parameters = [g.constant(f"bn{i}.{p}", weights[f"bn{i}.{p}"]) for p in ("scale", "bias", "mean", "variance")]
    return g.node("BatchNormalization", [x] + parameters, f"bn{i}", epsilon=digit_training.EPSILON)


def build(weights, accuracy):
    g = GraphBuilder()
    x = g.input("image", [1, 1, digit_drawing.SIZE, digit_drawing.SIZE])
    for i in (1, 2):
        x = g.node("Relu", [_conv_bn(g, x, i, weights)], f"relu{i}")
        x = g.node("MaxPool", [x], f"pool{i}", kernel_shape=[2, 2], strides=[2, 2])
    y = g.node("Relu", [_conv_bn(g, x, 3, weights)], "relu3")
    y = g.node("Add", [_conv_bn(g, y, 4, weights), x], "residual")
    x = g.node("Flatten", [g.node("Relu", [y], "relu4")], "flatten", axis=1)
    dense = [g.constant(name, weights[name]) for name in ("dense.weight", "dense.bias")]
    x = g.node("Gemm", [x] + dense, "dense", transB=1)
    g.node("Softmax", [x], "softmax", output="probabilities", axis=-1)
    g.output("probabilities", [1, 10])
    doc = (f"Recognises drawn digits. Input: one picture of 28x28 pixels, 0 (paper) to 1 (ink). Output: the probability "
           f"of each digit. Trained on {TRAINING_PICTURES} drawings; {100 * accuracy:.2f} % right on "
           f"{HELD_OUT_PICTURES} others.")
    return g.model(NAME, 13, doc, {"classes": ",".join(map(str, range(10))), "weights": "trained",
                                   "held_out_accuracy": f"{accuracy:.4f}",
                                   "held_out_pictures": str(HELD_OUT_PICTURES)})
