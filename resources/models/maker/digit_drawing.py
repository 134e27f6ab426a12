# SPDX-License-Identifier: Apache-2.0
"""Draws digits: strokes in a unit square (y down), moved, turned, sheared, bent, thickened, and a little noisy."""

import math

import numpy as np

SIZE = 28


def _line(*points):
    return list(points)


def _arc(cx, cy, rx, ry, start, end, steps=14):
    """Angles in degrees; 0 is right, 90 is down."""
    angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles]


GLYPHS = {
    0: [[_arc(.5, .5, .27, .42, 0, 360)],
        [_arc(.5, .5, .34, .40, -90, 270)]],
    1: [[_line((.5, .08), (.5, .92))],
        [_line((.3, .28), (.52, .08), (.52, .92))],
        [_line((.34, .24), (.52, .08), (.52, .92)), _line((.3, .92), (.74, .92))]],
    2: [[_arc(.5, .32, .27, .24, 190, 375) + [(.22, .92), (.8, .92)]],
        [_arc(.48, .3, .28, .22, 200, 405) + [(.22, .9)], _line((.22, .9), (.5, .84), (.8, .92))]],
    3: [[_arc(.46, .29, .26, .21, -150, 90) + _arc(.46, .71, .29, .22, -90, 150)],
        [_line((.22, .1), (.74, .1), (.44, .42)) + _arc(.46, .67, .29, .25, -90, 150)]],
    4: [[_line((.32, .08), (.2, .6), (.82, .6)), _line((.64, .34), (.64, .94))],
        [_line((.64, .94), (.64, .08), (.18, .64), (.84, .64))]],
    5: [[_line((.76, .1), (.3, .1), (.27, .47)) + _arc(.48, .67, .28, .25, -125, 150)]],
    6: [[_line((.68, .08), (.42, .28), (.26, .58)), _arc(.5, .68, .25, .23, 0, 360)],
        [_arc(.56, .5, .33, .42, 285, 150), _arc(.5, .69, .24, .22, 0, 360)]],
    7: [[_line((.2, .1), (.8, .1), (.42, .93))],
        [_line((.2, .1), (.8, .1), (.42, .93)), _line((.36, .5), (.74, .5))]],
    8: [[_arc(.5, .29, .21, .2, 0, 360), _arc(.5, .71, .27, .22, 0, 360)]],
    9: [[_arc(.5, .33, .25, .24, 0, 360), _line((.75, .33), (.72, .6), (.58, .93))],
        [_arc(.5, .31, .24, .23, 0, 360), _line((.74, .31), (.74, .93))]],
}


def _bend(points, random):
    """A slow wave across the glyph, so that no two drawings have the same proportions."""
    phase, amount = random.uniform(0, 2 * np.pi, 2), random.uniform(0, 0.035, 2)
    wave = np.stack([np.sin(4 * points[:, 1] + phase[0]), np.sin(4 * points[:, 0] + phase[1])], axis=1)
    return points + amount * wave


def _place(points, random):
    """Unit square -> pixels."""
    turn, shear = math.radians(random.uniform(-14, 14)), random.uniform(-0.22, 0.22)
    width, height = random.uniform(14, 21), random.uniform(16, 22)
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    shape = rotation @ np.array([[width, shear * height], [0, height]])
    return (points - 0.5) @ shape.T + SIZE / 2 + random.uniform(-2, 2, 2)


def _distance(segments):
    """Distance of every pixel centre to the nearest of `segments` [[x0, y0, x1, y1]]."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] + 0.5
    pixels = np.stack([x.ravel(), y.ravel()], axis=1)[:, None, :]
    start, along = segments[None, :, :2], (segments[:, 2:] - segments[:, :2])[None]
    share = ((pixels - start) * along).sum(-1) / np.maximum((along ** 2).sum(-1), 1e-9)
    nearest = start + np.clip(share, 0, 1)[..., None] * along
    return np.sqrt(((pixels - nearest) ** 2).sum(-1).min(axis=1)).reshape(SIZE, SIZE)


def draw(digit, random):
    """One picture [28,28] in 0..1, ink is bright."""
    variants = GLYPHS[digit]
    strokes = variants[random.integers(len(variants))]
    lengths = np.cumsum([len(s) for s in strokes])[:-1]
    points = np.concatenate([np.array(s, dtype=np.float64) for s in strokes])
    points = _place(_bend(points + random.normal(0, 0.012, points.shape), random), random)
    segments = np.concatenate([np.concatenate([s[:-1], s[1:]], axis=1) for s in np.split(points, lengths)])
    ink = np.clip(random.uniform(0.7, 1.6) + 0.5 - _distance(segments), 0, 1) * random.uniform(0.7, 1)
    picture = ink + random.normal(0, random.uniform(0, 0.1), ink.shape)
    return np.clip(picture, 0, 1).astype(np.float32)


def draw_set(count, seed):
    """`count` pictures [count,1,28,28] and their labels; every digit equally often, in turn."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % 10
    return np.stack([draw(int(label), random) for label in labels])[:, None], labels
