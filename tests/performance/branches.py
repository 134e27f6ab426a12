#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What running independent branches side by side on two threads could gain at most.

  branches.py --models FOLDER --planexec build/release/bin/planexec [--match REGEX] [--write docs/performance.md]

A plan for two threads and one with the same tactics for one thread are profiled step by step. Between two points that all data pass, either the steps run one
after the other on two threads, or they are spread over two workers of one thread each (longest remaining path first, no cost for
meeting). The smaller of both is taken for each part, so the gain is a bound that no scheduler of whole steps can beat with these
kernels.
"""
import argparse
import heapq
import json
import math
import os
import re
import subprocess
import sys
import tempfile

BEGIN, END = "<!-- branches: written by tests/performance/branches.py -->", "<!-- end of branches -->"


def steps_of(planexec, model, threads, scratch, rules):
    """Inputs, outputs, median ms and name of each step, in order. `rules`: more options of the build."""
    plan, layers, profile = (os.path.join(scratch, n) for n in ("model.plan", "layers.json", "profile.json"))
    for command in ([planexec, "build", model, "--threads", str(threads), "-o", plan] + rules,
                    [planexec, "profile", plan, "--seconds", "0.5", "--exportLayerInfo", layers, "--exportProfile", profile]):
        if subprocess.run(command, capture_output=True).returncode != 0:
            return None
    rows = json.load(open(layers))["Layers"]
    times = {}
    for row in json.load(open(profile)):
        if "name" in row:
            times.setdefault(row["name"], []).append(row["medianMs"])
    steps = []
    for row in rows:
        if not isinstance(row, dict) or not times.get(row["Name"]):
            return None
        steps.append(([t["Name"] for t in row["Inputs"]], [t["Name"] for t in row["Outputs"]], times[row["Name"]].pop(0), row["Name"]))
    return steps


def parts_of(steps):
    """Runs of steps between places where one tensor at most goes on."""
    last = {}
    for i, (inputs, _, _, _) in enumerate(steps):
        for name in inputs:
            last[name] = i
    alive, start, parts = set(), 0, []
    for i, (_, outputs, _, _) in enumerate(steps):
        alive = {t for t in alive if last[t] > i} | {t for t in outputs if last.get(t, -1) > i}
        if len(alive) <= 1:
            parts.append((start, i + 1))
            start = i + 1
    if start < len(steps):
        parts.append((start, len(steps)))
    return parts


def makespan(steps):
    makers = {name: i for i, (_, outputs, _, _) in enumerate(steps) for name in outputs}
    before = [sorted({makers[n] for n in inputs if n in makers and makers[n] < i}) for i, (inputs, _, _, _) in enumerate(steps)]
    after = [[] for _ in steps]
    for i, all_before in enumerate(before):
        for b in all_before:
            after[b].append(i)
    path = [0.0] * len(steps)
    for i in reversed(range(len(steps))):
        path[i] = steps[i][2] + max((path[a] for a in after[i]), default=0.0)
    waiting = [len(b) for b in before]
    ready = [(-path[i], i) for i in range(len(steps)) if waiting[i] == 0]
    heapq.heapify(ready)
    running, now, free = [], 0.0, 2
    while ready or running:
        while ready and free:
            _, i = heapq.heappop(ready)
            heapq.heappush(running, (now + steps[i][2], i))
            free -= 1
        now, i = heapq.heappop(running)
        free += 1
        for a in after[i]:
            waiting[a] -= 1
            if waiting[a] == 0:
                heapq.heappush(ready, (-path[a], a))
    return now


def bound(one, two):
    """Time of all steps on two threads, and with branches side by side where that is shorter."""
    if [s[3] for s in one] != [s[3] for s in two]:
        return None
    plain = mixed = 0.0
    for first, last in parts_of(two):
        sequence = sum(s[2] for s in two[first:last])
        plain += sequence
        mixed += min(sequence, makespan(one[first:last]))
    return plain, mixed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", required=True)
    parser.add_argument("--planexec", required=True)
    parser.add_argument("--match", default="")
    parser.add_argument("--write")
    options = parser.parse_args()
    lines = ["| model | steps one after the other, ms | with branches side by side at best, ms | bound of the gain |", "|---|--:|--:|--:|"]
    with tempfile.TemporaryDirectory() as scratch:
        for name in sorted(os.listdir(options.models)):
            model = os.path.join(options.models, name, "model.onnx")
            if not os.path.exists(model) or not re.search(options.match, name):
                continue
            chosen = os.path.join(scratch, "chosen.json")
            two = steps_of(options.planexec, model, 2, scratch, ["--exportAlgorithms", chosen])
            if two:
                text = open(chosen, encoding="utf-8").read()
                with open(chosen, "w", encoding="utf-8") as out:
                    out.write(text.replace("+serial", ""))
            one = two and steps_of(options.planexec, model, 1, scratch, ["--algorithms", chosen])
            result = one and bound(one, two)
            if not result or result[0] <= 0:
                print(name, "not compared", file=sys.stderr)
                continue
            lines.append(f"| {name} | {result[0]:.2f} | {result[1]:.2f} | {(result[0] / result[1] - 1) * 100:.1f} % |")
            print(lines[-1], file=sys.stderr)
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
