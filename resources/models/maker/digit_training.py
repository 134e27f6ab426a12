# SPDX-License-Identifier: Apache-2.0
"""Trains the digit classifier with numpy alone: forward and backward of each layer, cross entropy, Adam."""

import time

import numpy as np

EPSILON = 1e-5
MOMENTUM = 0.9


def _columns(x):
    """[N,C,H,W] -> [N*H*W, C*9]: the 3x3 neighbourhood of each pixel, zeros outside."""
    n, c, h, w = x.shape
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    return np.ascontiguousarray(view.transpose(0, 2, 3, 1, 4, 5)).reshape(n * h * w, c * 9)


class Conv:
    """3x3, padding 1, no bias (a batch normalisation follows)."""

    def __init__(self, inside, outside, random):
        self.weight = random.normal(0, np.sqrt(2 / (9 * inside)), (outside, inside * 9)).astype(np.float32)
        self.inside = inside

    def forward(self, x, training):
        n, _, h, w = x.shape
        self.columns, self.shape = _columns(x), x.shape
        return (self.columns @ self.weight.T).reshape(n, h, w, -1).transpose(0, 3, 1, 2)

    def backward(self, dy):
        n, c, h, w = self.shape
        flat = np.ascontiguousarray(dy.transpose(0, 2, 3, 1)).reshape(n * h * w, -1)
        self.gradients = {"weight": flat.T @ self.columns}
        parts = (flat @ self.weight).reshape(n, h, w, c, 3, 3)
        dx = np.zeros((n, c, h + 2, w + 2), dtype=np.float32)
        for i in range(3):
            for j in range(3):
                dx[:, :, i:i + h, j:j + w] += parts[..., i, j].transpose(0, 3, 1, 2)
        return dx[:, :, 1:-1, 1:-1]


class BatchNorm:
    def __init__(self, channels):
        self.scale = np.ones((1, channels, 1, 1), dtype=np.float32)
        self.bias = np.zeros_like(self.scale)
        self.mean, self.variance = np.zeros_like(self.scale), np.ones_like(self.scale)

    def forward(self, x, training):
        if not training:
            return (x - self.mean) / np.sqrt(self.variance + EPSILON) * self.scale + self.bias
        mean, variance = x.mean((0, 2, 3), keepdims=True), x.var((0, 2, 3), keepdims=True)
        self.mean = MOMENTUM * self.mean + (1 - MOMENTUM) * mean
        self.variance = MOMENTUM * self.variance + (1 - MOMENTUM) * variance
        self.inverse = 1 / np.sqrt(variance + EPSILON)
        self.normal = (x - mean) * self.inverse
        return self.normal * self.scale + self.bias

    def backward(self, dy):
        axes = (0, 2, 3)
        dscale, dbias = (dy * self.normal).sum(axes, keepdims=True), dy.sum(axes, keepdims=True)
        self.gradients = {"scale": dscale, "bias": dbias}
        count = dy.size // dy.shape[1]
        return self.scale * self.inverse * (dy - dbias / count - self.normal * dscale / count)


class Relu:
    def forward(self, x, training):
        self.open = x > 0
        return x * self.open

    def backward(self, dy):
        return dy * self.open


class MaxPool:
    """2x2, stride 2. Equal maxima share the gradient."""

    def forward(self, x, training):
        n, c, h, w = x.shape
        cells = x.reshape(n, c, h // 2, 2, w // 2, 2)
        y = cells.max((3, 5), keepdims=True)
        self.winners = (cells == y).astype(np.float32)
        self.winners /= self.winners.sum((3, 5), keepdims=True)
        self.shape = x.shape
        return y[:, :, :, 0, :, 0]

    def backward(self, dy):
        return (self.winners * dy[:, :, :, None, :, None]).reshape(self.shape)


class Residual:
    """x + inner(x)"""

    def __init__(self, *inner):
        self.inner = inner

    def forward(self, x, training):
        y = x
        for layer in self.inner:
            y = layer.forward(y, training)
        return x + y

    def backward(self, dy):
        dx = dy
        for layer in reversed(self.inner):
            dx = layer.backward(dx)
        return dy + dx


class Linear:
    def __init__(self, inside, outside, random):
        self.weight = random.normal(0, np.sqrt(1 / inside), (outside, inside)).astype(np.float32)
        self.bias = np.zeros(outside, dtype=np.float32)

    def forward(self, x, training):
        self.shape, self.x = x.shape, x.reshape(x.shape[0], -1)
        return self.x @ self.weight.T + self.bias

    def backward(self, dy):
        self.gradients = {"weight": dy.T @ self.x, "bias": dy.sum(0)}
        return (dy @ self.weight).reshape(self.shape)


class Network:
    """28x28 -> conv 8 -> 14x14 -> conv 16 -> 7x7 -> residual block of 16 -> ten scores."""

    def __init__(self, seed):
        random = np.random.default_rng(seed)
        self.conv1, self.bn1 = Conv(1, 8, random), BatchNorm(8)
        self.conv2, self.bn2 = Conv(8, 16, random), BatchNorm(16)
        self.conv3, self.bn3 = Conv(16, 16, random), BatchNorm(16)
        self.conv4, self.bn4 = Conv(16, 16, random), BatchNorm(16)
        self.linear = Linear(16 * 7 * 7, 10, random)
        self.layers = [self.conv1, self.bn1, Relu(), MaxPool(), self.conv2, self.bn2, Relu(), MaxPool(),
                       Residual(self.conv3, self.bn3, Relu(), self.conv4, self.bn4), Relu(), self.linear]

    def trained_layers(self):
        return [self.conv1, self.bn1, self.conv2, self.bn2, self.conv3, self.bn3, self.conv4, self.bn4, self.linear]

    def forward(self, x, training=False):
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, dy):
        for layer in reversed(self.layers):
            dy = layer.backward(dy)


class Adam:
    def __init__(self, layers):
        self.layers, self.step, self.moments = layers, 0, {}

    def update(self, rate):
        self.step += 1
        for index, layer in enumerate(self.layers):
            for name, gradient in layer.gradients.items():
                first, second = self.moments.get((index, name), (0.0, 0.0))
                first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient ** 2
                self.moments[index, name] = first, second
                change = (first / (1 - 0.9 ** self.step)) / (np.sqrt(second / (1 - 0.999 ** self.step)) + 1e-8)
                setattr(layer, name, (getattr(layer, name) - rate * change).astype(np.float32))


def train(pictures, labels, epochs=4, batch=64, seed=1):
    """Returns the trained Network. Prints one line per epoch."""
    network, order = Network(seed), np.random.default_rng(seed + 1)
    optimiser, begun, steps = Adam(network.trained_layers()), time.time(), 0
    total = epochs * (len(pictures) // batch)
    for epoch in range(epochs):
        losses = []
        for chosen in np.array_split(order.permutation(len(pictures)), len(pictures) // batch):
            scores = network.forward(pictures[chosen], training=True)
            powers = np.exp(scores - scores.max(1, keepdims=True))
            shares = powers / powers.sum(1, keepdims=True)
            rows = np.arange(len(chosen))
            losses.append(-np.log(shares[rows, labels[chosen]] + 1e-12).mean())
            shares[rows, labels[chosen]] -= 1
            network.backward(shares / np.float32(len(chosen)))
            optimiser.update(rate=3e-3 * (1 - steps / total) + 1e-5)
            steps += 1
        print(f"  epoch {epoch + 1} of {epochs}: mean loss {np.mean(losses):.4f}, {time.time() - begun:.0f} s", flush=True)
    return network
