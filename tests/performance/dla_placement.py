#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Places every model of a folder on the DLA and writes the tables in docs/dla.md.

    dla_placement.py --models FOLDER [--planexec build/release/bin/planexec]

FOLDER holds a folder per model, at any depth. Models whose shapes are open are placed as they are, and stay on the GPU for that.
"""
import argparse
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "dla.md"
BEGIN, END = "<!-- placements: written by tests/performance/dla_placement.py -->", "<!-- end of placements -->"
MOST_REASONS = 4


def place(planexec, model, precision):
    """The placement as JSON, or planexec's sentence."""
    command = [planexec, "place", model, "--useDLACore", "0", "--allowGPUFallback", "--format", "json", "--quiet", precision]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        return json.loads(done.stdout), None
    except json.JSONDecodeError:
        return None, done.stderr.strip().splitlines()[0] if done.stderr.strip() else "no answer"


def reasons_of(placement):
    rows = sorted(placement["reasons"].items(), key=lambda row: (-row[1], row[0]))
    text = ", ".join(f"{rule} {count}" for rule, count in rows[:MOST_REASONS])
    return text + (f" and {len(rows) - MOST_REASONS} more" if len(rows) > MOST_REASONS else "")


def row_of(name, placement):
    transitions = placement["transitions"]
    advice = placement["suggestions"][:1]
    trial = f"{advice[0]['layer']} to {advice[0]['device']}: {advice[0]['transitions']}" if advice else ""
    on_dla, on_gpu = placement["layersOnDla"], placement["layersOnGpu"]
    return f"| {name} | {on_dla + on_gpu} | {on_dla} | {on_gpu} | {len(placement['loadables'])} | {transitions['count']} | {transitions['bytes'] / 1024:.0f} | {reasons_of(placement)} | {trial} |"


def table_of(planexec, models, folder, precision):
    lines = ["| model | layers | on DLA | on GPU | loadables | transitions | KiB crossing | reasons by rule, layers | best single change: transitions then |", "|---|---|---|---|---|---|---|---|---|"]
    failed = []
    for model in models:
        name = str(model.parent.relative_to(folder)) if model.parent != folder else model.stem
        placement, problem = place(planexec, str(model), precision)
        if placement is None:
            failed.append(f"- {name}: {problem.replace(str(model), model.name)}")
        else:
            lines.append(row_of(name, placement))
    if failed:
        lines += ["", "Not placed, since the importer refuses them without further options:", ""] + failed
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", required=True, type=pathlib.Path)
    parser.add_argument("--planexec", default=str(ROOT / "build" / "release" / "bin" / "planexec"))
    options = parser.parse_args()
    models = sorted(options.models.rglob("model.onnx"))
    if not models:
        sys.exit(f"{options.models}: there are no models")
    text = []
    for title, precision in (("FP16", "--fp16"), ("INT8 with FP16, ranges assumed", "--best")):
        text += [f"### {title}", "", *table_of(options.planexec, models, options.models, precision), ""]
    page = PAGE.read_text()
    head, tail = page.split(BEGIN)[0], page.split(END)[1]
    PAGE.write_text(head + BEGIN + "\n\n" + "\n".join(text) + "\n" + END + tail)


if __name__ == "__main__":
    main()
