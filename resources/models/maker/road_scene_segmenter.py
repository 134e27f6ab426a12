# SPDX-License-Identifier: Apache-2.0
"""An encoder and decoder of depthwise separable blocks, as used to segment camera images. Weights are random."""

import numpy as np

from maker.graph import GraphBuilder

NAME = "road_scene_segmenter"
HEIGHT, WIDTH, CLASSES = 96, 160, 4
DOC = ("Sample with the structure of a road scene segmenter: depthwise separable encoder, decoder with skip "
       "connections, one mask per class. Its weights are random, so its masks mean nothing.")


class Segmenter(GraphBuilder):
    def conv_bn_relu6(self, x, name, channels, **options):
        x = self.batch_norm(self.conv(x, name + ".conv", channels, **options), name + ".bn", channels[1])
        return self.node("Clip", [x, "zero", "six"], name + ".relu6")

    def separable(self, x, name, channels, stride=1, dilation=1):
        """Depthwise 3x3, then 1x1 to the new number of channels."""
        width = channels[0]
        x = self.conv_bn_relu6(x, name + ".depthwise", (width, width), stride=stride, dilation=dilation, group=width)
        return self.conv_bn_relu6(x, name + ".pointwise", channels, kernel=1)

    def residual(self, x, name, channels, dilation=1):
        return self.node("Add", [self.separable(x, name, (channels, channels), dilation=dilation), x], name + ".add")

    def squeeze_excite(self, x, name, channels):
        gate = self.node("GlobalAveragePool", [x], name + ".pool")
        gate = self.node("Relu", [self.conv(gate, name + ".reduce", (channels, channels // 4), kernel=1, bias=True)],
                         name + ".relu")
        gate = self.conv(gate, name + ".expand", (channels // 4, channels), kernel=1, bias=True)
        gate = self.node("HardSigmoid", [gate], name + ".gate", alpha=1 / 6, beta=0.5)
        return self.node("Mul", [x, gate], name + ".scale")

    def double(self, x, name, mode):
        mapping = ({"coordinate_transformation_mode": "half_pixel"} if mode == "linear" else
                   {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"})
        return self.node("Resize", [x, "", "double"], name, mode=mode, **mapping)


def build():
    g = Segmenter(seed=20240311)
    image = g.input("image", [1, 3, HEIGHT, WIDTH])
    g.constant("zero", np.float32(0))
    g.constant("six", np.float32(6))
    g.constant("double", np.array([1, 1, 2, 2], dtype=np.float32))
    mean = g.constant("mean", np.array([123.7, 116.3, 103.5], dtype=np.float32).reshape(1, 3, 1, 1))
    inverse = g.constant("inverse_deviation", np.full((1, 3, 1, 1), 1 / 58, dtype=np.float32))
    x = g.node("Sub", [image, mean], "normalise.sub")
    x = g.node("Mul", [x, inverse], "normalise.mul")

    half = g.conv_bn_relu6(x, "stem", (3, 16), stride=2)
    quarter = g.residual(g.separable(half, "down1", (16, 24), stride=2), "stage1", 24)
    x = g.separable(quarter, "down2", (24, 40), stride=2)
    x = g.residual(g.residual(x, "stage2a", 40), "stage2b", 40)
    x = g.separable(x, "wide", (40, 64), dilation=2)
    x = g.squeeze_excite(x, "attention", 64)

    x = g.double(g.conv_bn_relu6(x, "decode1", (64, 32), kernel=1), "up1", "linear")
    x = g.separable(g.node("Concat", [x, quarter], "skip1", axis=1), "merge1", (56, 32))
    x = g.double(x, "up2", "nearest")
    x = g.separable(g.node("Concat", [x, half], "skip2", axis=1), "merge2", (48, 16))
    x = g.conv(x, "head", (16, CLASSES), kernel=1, bias=True)
    g.node("Sigmoid", [g.double(x, "up3", "linear")], "mask", output="masks")
    g.output("masks", [1, CLASSES, HEIGHT, WIDTH])
    return g.model(NAME, 13, DOC, {"classes": "drivable,marking,vehicle,person", "weights": "random"})


def sample_inputs():
    """A drawn street: sky above, a grey road that narrows towards the horizon, white markings, a car."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    picture = np.stack([110 + y / 2, 140 + y / 2, 210 - y / 2])
    horizon = 40
    depth = np.clip((y - horizon) / (HEIGHT - horizon), 0, 1)
    aside = np.abs(x - WIDTH / 2)
    picture[:, y >= horizon] = np.array([[70], [110], [60]])
    picture[:, (y >= horizon) & (aside < 4 + 70 * depth)] = 90
    picture[:, (y >= horizon) & (aside < 1 + 2 * depth) & (np.floor(12 * np.sqrt(depth)) % 2 == 0)] = 235
    picture[:, (y > 44) & (y < 62) & (x > 92) & (x < 114)] = np.array([[170], [30], [40]])
    return [np.floor(picture)[None].astype(np.float32)]
