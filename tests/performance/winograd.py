#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How exact the Winograd convolutions are, by number of input channels.

  winograd.py --planexec build/release/bin/planexec [--write docs/tactics.md]

One 3x3 convolution per size, inputs and weights normally distributed, the weights scaled by 1 / sqrt(9 C) as layers are trained to be. Each
way is pinned; its outputs are compared with the definition in double precision. Needs numpy and onnx.
"""
import argparse
import json
import os
import subprocess
import tempfile

import numpy as np
import onnx
from onnx import helper, numpy_helper

BEGIN, END = "<!-- winograd: written by tests/performance/winograd.py -->", "<!-- end of winograd -->"
WAYS = [("direct sums", "convolution.cpu.direct", "*"), ("Winograd, 2x2 outputs a tile", "convolution.cpu.onednn", "*wino_2x3*"), ("Winograd, 4x4 outputs a tile", "convolution.cpu.onednn", "*wino_4x3*")]
EXTENT = 28


def definition(x, w):
    padded = np.pad(x.astype(np.float64), ((0, 0), (0, 0), (1, 1), (1, 1)))
    out = np.zeros((1, w.shape[0], EXTENT, EXTENT))
    for r in range(3):
        for s in range(3):
            out += np.einsum("kc,nchw->nkhw", w[:, :, r, s].astype(np.float64), padded[:, :, r:r + EXTENT, s:s + EXTENT])
    return out


def errors(planexec, channels, scratch):
    """Largest and root mean square error of each way over the root mean square of the outputs; None where a way is not there."""
    random = np.random.default_rng(channels)
    x = random.standard_normal((1, channels, EXTENT, EXTENT)).astype(np.float32)
    w = (random.standard_normal((64, channels, 3, 3)) / np.sqrt(9 * channels)).astype(np.float32)
    node = helper.make_node("Conv", ["x", "w"], ["y"], name="conv", pads=[1, 1, 1, 1])
    border = lambda name, c: helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, c, EXTENT, EXTENT])
    graph = helper.make_graph([node], "g", [border("x", channels)], [border("y", 64)], [numpy_helper.from_array(w, "w")])
    model, rules, data = (os.path.join(scratch, n) for n in ("model.onnx", "rules.json", "x.bin"))
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), model)
    x.tofile(data)
    expected = definition(x, w)
    scale = np.sqrt(np.mean(expected**2))
    out = []
    for _, tactic, algorithm in WAYS:
        json.dump({"algorithms": [{"layer": "conv", "tactic": tactic, "algorithm": algorithm}]}, open(rules, "w"))
        done = subprocess.run([planexec, "run", model, "--threads", "1", "--algorithms", rules, "--loadInputs", f"x:{data}", "--saveOutputs", scratch], capture_output=True, text=True)
        if done.returncode != 0:
            out.append(None)
            continue
        tensor = onnx.TensorProto()
        tensor.ParseFromString(open(os.path.join(scratch, "output_0.pb"), "rb").read())
        difference = numpy_helper.to_array(tensor) - expected
        out.append((np.max(np.abs(difference)) / scale, np.sqrt(np.mean(difference**2)) / scale))
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--planexec", required=True)
    parser.add_argument("--write")
    options = parser.parse_args()
    lines = ["| input channels | " + " | ".join(way[0] for way in WAYS) + " |", "|--:|" + "--:|" * len(WAYS)]
    with tempfile.TemporaryDirectory() as scratch:
        for channels in (16, 64, 128, 256, 512):
            cells = ["not there" if e is None else f"{e[0]:.1e} ({e[1]:.1e})" for e in errors(options.planexec, channels, scratch)]
            lines.append(f"| {channels} | " + " | ".join(cells) + " |")
    text = "\n".join(lines)
    print(text)
    if options.write:
        page = open(options.write, encoding="utf-8").read()
        head, _, rest = page.partition(BEGIN)
        _, _, tail = rest.partition(END)
        with open(options.write, "w", encoding="utf-8") as out:
            out.write(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}")


if __name__ == "__main__":
    main()
