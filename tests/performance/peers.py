#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares Planscope with onnxruntime and OpenVINO and writes the table in docs/performance.md.

    peers.py --compare COMPARE.PY --models FOLDER [--planexec build/release/bin/planexec] [--rounds 3] [--seconds 0.4]
    peers.py --from out/peers/*.json      writes the table of figures measured before

COMPARE.PY measures: models in turns, a process per turn, in interleaved rounds. Every model is built once before, so that no
measured turn times tactics. FOLDER holds a folder per model; the networks and their classes are listed below. The interpreter needs
numpy, onnxruntime and openvino.
"""

import argparse
import datetime
import json
import math
import pathlib
import platform
import re
import subprocess
import sys
from importlib import metadata

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- peers: written by tests/performance/peers.py -->", "<!-- end of peers -->"

CLASSES = (  # title, networks, must, goal, least single ratio
    ("2-D convolutional, FP32", r"googlenet|inception|densenet|resnet(18_bn|18_dyn|50$|50_)|vgg|alexnet|squeezenet|mobilenet_v[23](_small|_external|$)|"
     r"mnasnet|shufflenet|efficientnet|regnet|convnext|deeplab|lraspp|fastscnn|ssdlite|yolo|unet2d$|xfeat|pointpillars|fcn|segformer|retinanet",
     1.10, 1.30, 0.95),
    ("transformers, recurrent", r"bert|gpt|vit|swin|detr|lstm|deit|mixer", 1.05, 1.20, 0.90),
    ("3-D, 1-D, scatter, grid sample", r"unet3d|stereo3d|tcn|lss_splat|bev_gridsample|xfeat_interp|r3d", 1.5, 2.0, None),
    ("INT8 Q/DQ, exact arithmetic", r"qdq", 1.20, 1.5, None),
    ("under 1 ms", None, 1.5, 3.0, None),
)
OPENVINO = ("OpenVINO, all FP32", 0.95, 1.10)


def geometric_mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else None


def is_int8(row):
    return "qdq" in row["model"]


def class_of(row):
    name = row["model"].split("/")[-1]
    if is_int8(row):
        return "INT8 Q/DQ, exact arithmetic"
    if re.search(CLASSES[2][1], name):
        return CLASSES[2][0]
    return next((title for title, pattern, *_ in CLASSES if pattern and re.search(pattern, name)), "other")


def members(rows, title):
    if title == "under 1 ms":
        return [r for r in rows if r["peer_ms"] < 1]
    return [r for r in rows if class_of(r) == title]


def number(value):
    return "–" if value is None else f"{value:.2f}"


def summary_row(against, title, must, goal, least, by_threads):
    cells = []
    for rows in by_threads:
        ratios = [r["ratio"] for r in rows]
        below = sorted((r for r in rows if least and r["ratio"] < least), key=lambda r: r["ratio"])
        text = f"{number(geometric_mean(ratios))} ({len(ratios)})"
        if below:
            text += "; below " + f"{least}: " + ", ".join(f"{r['model']} {r['ratio']:.2f}" for r in below)
        cells.append(text)
    floor = f", none < {least}" if least else ""
    return f"| {against} | {title} | ≥ {must:.2f}{floor} | ≥ {goal:.2f} | " + " | ".join(cells) + " |"


def summary(rows, threads):
    lines = ["| against | set | must | goal | " + " | ".join(f"{t} thread{'s' * (t > 1)}" for t in threads) + " |",
             "|---|---|--:|--:|" + "---|" * len(threads)]
    of = lambda peer, t: [r for r in rows if r["peer"] == peer and r["threads"] == t and "ratio" in r]
    for title, _, must, goal, least in CLASSES:
        lines.append(summary_row("onnxruntime", title, must, goal, least, [members(of("onnxruntime", t), title) for t in threads]))
    lines.append(summary_row("onnxruntime", "all", 1, 1, None, [of("onnxruntime", t) for t in threads]))
    lines.append(summary_row("OpenVINO", "all FP32", OPENVINO[1], OPENVINO[2], None,
                             [[r for r in of("openvino", t) if not is_int8(r)] for t in threads]))
    return lines


def details(rows, columns):
    lines = ["| model | " + " | ".join(f"{peer}, {t} thread{'s' * (t > 1)}" for peer, t in columns) + " |", "|---|" + "--:|" * len(columns)]
    cells = {(r["model"], r["peer"], r["threads"]): r for r in rows}
    for model in sorted({r["model"] for r in rows}):
        texts = []
        for peer, t in columns:
            row = cells.get((model, peer, t))
            texts.append("–" if row is None else f"{row['ratio']:.2f} ({row['ratio_min']:.2f}–{row['ratio_max']:.2f})" if "ratio" in row else "cannot run it")
        lines.append(f"| {model} | " + " | ".join(texts) + " |")
    return lines


def version_of(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"


def processor():
    names = re.findall(r"^model name\s*:\s*(.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return f"{names[0] if names else platform.processor()}, {len(names)} processors"


def section(rows, settings):
    threads = sorted({r["threads"] for r in rows})
    columns = sorted({(r["peer"], r["threads"]) for r in rows})
    head = [f"Measured {datetime.date.today()}: {processor()}; onnxruntime {version_of('onnxruntime')} with all graph optimisations, "
            f"OpenVINO {version_of('openvino')} with the latency hint; {settings}. A ratio above 1 means that Planscope is faster; "
            "it is the median over the rounds, its spread stands in brackets. Numbers of models stand behind the geometric means.", ""]
    return head + summary(rows, threads) + [""] + details(rows, columns)


def write_page(lines):
    text = PAGE.read_text()
    before, rest = text.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    PAGE.write_text(before + BEGIN + "\n\n" + "\n".join(lines) + "\n\n" + END + after)


def measure(arguments):
    folder = ROOT / "out" / "peers"
    folder.mkdir(parents=True, exist_ok=True)
    cache = folder / "timing.cache"
    files = []
    for threads in arguments.threads.split(","):
        for model in sorted(pathlib.Path(arguments.models).rglob("model.onnx")):
            if re.search(arguments.match, str(model.parent)):
                subprocess.run([arguments.planexec, "bench", model, "--threads", threads, "--seconds", "0.01", "--json", f"--timingCacheFile={cache}"],
                               capture_output=True, check=False)
        for peer in ("onnxruntime", "openvino"):
            files.append(folder / f"{peer}_{threads}.json")
            subprocess.run([sys.executable, arguments.compare, "--planexec", arguments.planexec, "--models", arguments.models, "--peer", peer,
                            "--threads", threads, "--rounds", str(arguments.rounds), "--seconds", str(arguments.seconds),
                            "--match", arguments.match, f"--extra=--timingCacheFile={cache}", "--json", files[-1]], check=True)
    return files


def main():
    parser = argparse.ArgumentParser(description="Compares Planscope with its peers and writes docs/performance.md.")
    parser.add_argument("--compare", help="the script that measures")
    parser.add_argument("--models", help="folder with a folder per model")
    parser.add_argument("--planexec", default=str(ROOT / "build/release/bin/planexec"))
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=0.4)
    parser.add_argument("--match", default="", help="only models whose folder matches")
    parser.add_argument("--from", nargs="+", dest="files", help="figures measured before")
    arguments = parser.parse_args()
    if not arguments.files and not (arguments.compare and arguments.models):
        parser.error("give --compare and --models, or --from")
    files = arguments.files or measure(arguments)
    rows = [row for file in files for row in json.loads(pathlib.Path(file).read_text())]
    write_page(section(rows, f"{arguments.rounds} rounds of {arguments.seconds} s"))


if __name__ == "__main__":
    main()
