# SPDX-License-Identifier: Apache-2.0
"""Branches, splits and gates of many kinds over a bird's-eye grid, as found in detectors on lidar. Random weights."""

import numpy as np

from maker.graph import GraphBuilder

NAME = "lidar_blocks"
FEATURES, SIZE = 8, 64
DOC = ("Sample with the blocks of a detector on lidar grids: inception branches, gated split, grouped and dilated "
       "convolutions, transposed convolution, three heads. Its weights are random, so its answers mean nothing.")


class Blocks(GraphBuilder):
    def silu(self, x, name):
        return self.node("Mul", [x, self.node("Sigmoid", [x], name + ".sigmoid")], name + ".mul")

    def conv_silu(self, x, name, channels, **options):
        x = self.batch_norm(self.conv(x, name + ".conv", channels, **options), name + ".bn", channels[1])
        return self.silu(x, name + ".silu")

    def inception(self, x, name, channels):
        """Four branches with a quarter of the output channels each."""
        inside, outside = channels
        part = outside // 4
        wide = self.conv_silu(x, name + ".reduce", (inside, part), kernel=1)
        pooled = self.node("MaxPool", [x], name + ".pool", kernel_shape=[3, 3], strides=[1, 1], pads=[1] * 4)
        branches = [self.conv_silu(x, name + ".one", (inside, part), kernel=1),
                    self.conv_silu(wide, name + ".three", (part, part)),
                    self.conv_silu(wide, name + ".dilated", (part, part), dilation=2),
                    self.conv_silu(pooled, name + ".pooled", (inside, part), kernel=1)]
        return self.node("Concat", branches, name + ".concat", axis=1)

    def gated_split(self, x, name, channels):
        """Half of the channels decides how much of the other half passes; added to the input."""
        half = channels // 2
        value, gate = self.split(x, name + ".split", [half, half], axis=1)
        gate = self.batch_norm(self.conv(gate, name + ".grouped", (half, half), group=4), name + ".bn", half)
        gate = self.node("HardSigmoid", [gate], name + ".gate", alpha=0.2, beta=0.5)
        x2 = self.conv(self.node("Mul", [value, gate], name + ".mul"), name + ".widen", (half, channels), kernel=1)
        return self.node("Add", [x, x2], name + ".add")

    def bottleneck(self, x, name, channels):
        y = self.conv_silu(x, name + ".narrow", (channels, channels // 2), kernel=1)
        y = self.conv_silu(y, name + ".spatial", (channels // 2, channels // 2))
        y = self.batch_norm(self.conv(y, name + ".widen", (channels // 2, channels), kernel=1), name + ".bn", channels)
        return self.node("Relu", [self.node("Add", [y, x], name + ".add")], name + ".relu")

    def rows_of_cells(self, x, name, channels, output):
        """[1,C,H,W] -> [1,H*W,C], one row per cell of the grid."""
        x = self.node("Transpose", [x], name + ".transpose", perm=[0, 2, 3, 1])
        shape = self.constant(name + ".shape", np.array([1, SIZE * SIZE // 4, channels], dtype=np.int64))
        self.node("Reshape", [x, shape], name + ".reshape", output=output)
        self.output(output, [1, SIZE * SIZE // 4, channels])


def build():
    g = Blocks(seed=20240527)
    x = g.input("grid", [1, FEATURES, SIZE, SIZE])
    x = g.conv_silu(x, "stem", (FEATURES, 32))
    x = g.inception(x, "inception", (32, 64))
    x = g.node("MaxPool", [x], "pool", kernel_shape=[2, 2], strides=[2, 2])
    x = g.gated_split(x, "gated", 64)
    scale = g.uniform("norm.scale", (64,), 0.8, 1.2)
    shift = g.uniform("norm.shift", (64,), -0.1, 0.1)
    x = g.node("InstanceNormalization", [x, scale, shift], "norm", epsilon=1e-5)
    shallow = g.node("Relu", [x], "norm.relu")

    deep = g.conv_silu(shallow, "down", (64, 96), stride=2)
    deep = g.bottleneck(g.bottleneck(deep, "deep1", 96), "deep2", 96)
    smooth = g.node("AveragePool", [deep], "smooth", kernel_shape=[3, 3], strides=[1, 1], pads=[1] * 4)
    deep = g.node("Sub", [deep, smooth], "sharpen")

    bound = float(np.sqrt(np.float32(6 / 96)))
    weight = g.uniform("up.weight", (96, 48, 2, 2), -bound, bound)
    bias = g.uniform("up.bias", (48,), -0.1, 0.1)
    x = g.node("ConvTranspose", [deep, weight, bias], "up", kernel_shape=[2, 2], strides=[2, 2])
    x = g.node("Concat", [x, shallow], "skip", axis=1)
    x = g.conv_silu(x, "merge", (112, 48), kernel=1)

    g.node("Sigmoid", [g.conv(x, "heat", (48, 3), bias=True)], "heat.sigmoid", output="heatmap")
    g.output("heatmap", [1, 3, SIZE // 2, SIZE // 2])
    g.rows_of_cells(g.conv(x, "box", (48, 7), kernel=1, bias=True), "box", 7, "boxes")

    x = g.node("Flatten", [g.node("GlobalAveragePool", [x], "scene.pool")], "scene.flatten", axis=1)
    weight = g.uniform("scene.weight", (6, 48), -0.5, 0.5)
    bias = g.uniform("scene.bias", (6,), -0.1, 0.1)
    x = g.node("Gemm", [x, weight, bias], "scene.gemm", transB=1)
    g.node("Softmax", [x], "scene.softmax", output="scene", axis=-1)
    g.output("scene", [1, 6])
    return g.model(NAME, 15, DOC, {"weights": "random"})


def sample_inputs():
    """Rings of returns around the sensor and two boxes, with a little noise: sparse, as such grids are."""
    random = np.random.default_rng(7)
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
    radius = np.sqrt((x - SIZE / 2) ** 2 + (y - SIZE * 0.8) ** 2)
    occupied = (radius % 9 < 1.5).astype(np.float32)
    occupied[12:18, 20:24] = 1
    occupied[30:38, 44:48] = 1
    strength = random.random((FEATURES, SIZE, SIZE), dtype=np.float32)
    return [(occupied * (0.5 + strength))[None]]
