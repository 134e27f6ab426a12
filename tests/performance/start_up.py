#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Start-up, memory and file size against onnxruntime, one thread each, a process per measurement.

  start_up.py --models FOLDER --planexec build/release/bin/planexec [--match REGEX] [--rounds N] [--write docs/performance.md]

Start-up: opening a plan to the first result, over creating a session and its first run, making up inputs apart; the smallest of all rounds each.
Memory: the peak of the whole process of planexec, over what the peer's process grows by, so that its interpreter does not count.
Size: the plan over the model's file with what it keeps outside.
Needs onnxruntime and numpy in the interpreter that runs it.
"""
import argparse
import json
import math
import os
import re
import subprocess
import sys
import tempfile

PEER = """
import json, resource, sys, time
import numpy as np
def resident():
    return int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize() / 2**20
before = resident()
import onnxruntime as ort
kinds = {'tensor(float)': 'float32', 'tensor(float16)': 'float16', 'tensor(int64)': 'int64', 'tensor(int32)': 'int32',
         'tensor(int8)': 'int8', 'tensor(uint8)': 'uint8', 'tensor(bool)': 'bool', 'tensor(double)': 'float64'}
options = ort.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
start = time.perf_counter()
session = ort.InferenceSession(sys.argv[1], options, providers=['CPUExecutionProvider'])
created = time.perf_counter() - start
random = np.random.default_rng(7)
feeds = {}
for i in session.get_inputs():
    dims = [d if isinstance(d, int) and d > 0 else 1 for d in i.shape]
    kind = kinds[i.type]
    feeds[i.name] = random.random(dims).astype(kind) if kind.startswith('float') else np.zeros(dims, kind)
start = time.perf_counter()
session.run(None, feeds)
first = (created + time.perf_counter() - start) * 1e3
print(json.dumps({'first': first, 'memory': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before}))
"""
BEGIN, END = "<!-- start-up: written by tests/performance/start_up.py -->", "<!-- end of start-up -->"


def output_of(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    return json.loads(done.stdout.strip().splitlines()[-1]) if done.returncode == 0 and done.stdout.strip() else None


def size_of(folder):
    return sum(os.path.getsize(os.path.join(folder, f)) for f in os.listdir(folder) if f == "model.onnx" or f.endswith((".data", ".bin", ".weights")))


def measure(options, name, plan):
    folder = os.path.join(options.models, name)
    model = os.path.join(folder, "model.onnx")
    built = subprocess.run([options.planexec, "build", model, "--threads", "1", "--saveEngine", plan, "--timingCacheFile", options.cache],
                           capture_output=True, text=True)
    if built.returncode != 0:
        return None
    ours, peers = [], []
    for _ in range(options.rounds):
        ours.append(output_of([options.planexec, "bench", plan, "--threads", "1", "--seconds", "0.01", "--json"]))
        peers.append(output_of([sys.executable, "-c", PEER, model]))
    if None in ours or None in peers:
        return None
    return {"name": name,
            "ours": min(o["first_result_ms"] for o in ours), "peer": min(p["first"] for p in peers),
            "memory": min(o["peak_rss_mb"] for o in ours), "peer_memory": min(p["memory"] for p in peers),
            "size": os.path.getsize(plan) / size_of(folder)}


def mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def table(rows):
    lines = ["| model | first result, ms | onnxruntime, ms | ratio | peak memory, MiB | onnxruntime grows by, MiB | ratio | plan / model |", "|---|--:|--:|--:|--:|--:|--:|--:|"]
    for r in rows:
        lines.append(f"| {r['name']} | {r['ours']:.1f} | {r['peer']:.1f} | {r['ours'] / r['peer']:.2f} | {r['memory']:.0f} | {r['peer_memory']:.0f} | "
                     f"{r['memory'] / r['peer_memory']:.2f} | {r['size']:.3f} |")
    start = [r["ours"] / r["peer"] for r in rows]
    memory = [r["memory"] / r["peer_memory"] for r in rows]
    lines.append("")
    lines.append(f"Start-up, geometric mean {mean(start):.2f}, {sum(s > 0.5 for s in start)} of {len(rows)} above 0.5; peak memory, geometric mean "
                 f"{mean(memory):.2f}, {sum(m > 1 for m in memory)} above 1; plans, {sum(r['size'] > 1.05 for r in rows)} above 1.05 of the model's file.")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", required=True)
    parser.add_argument("--planexec", required=True)
    parser.add_argument("--match", default="")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write")
    options = parser.parse_args()
    names = sorted(n for n in os.listdir(options.models) if os.path.exists(os.path.join(options.models, n, "model.onnx")) and re.search(options.match, n))
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        options.cache = os.path.join(scratch, "timing.cache")
        for name in names:
            row = measure(options, name, os.path.join(scratch, "model.plan"))
            print(name, "not compared" if row is None else f"{row['ours']:.1f} ms {row['peer']:.1f} ms, {row['memory']:.0f} MiB {row['peer_memory']:.0f} MiB, {row['size']:.3f}", file=sys.stderr)
            if row:
                rows.append(row)
    text = table(rows)
    print(text)
    if options.write:
        page = open(options.write, encoding="utf-8").read()
        head, _, rest = page.partition(BEGIN)
        _, _, tail = rest.partition(END)
        with open(options.write, "w", encoding="utf-8") as out:
            out.write(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}")


if __name__ == "__main__":
    main()
