#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the sample models beside it and their test data, or checks that they are what it would make.

    make_models.py            trains the classifier (about a minute) and writes everything
    make_models.py --check    changes nothing; exit code 1 and one sentence per difference
    make_models.py --digits DIR
                              writes drawings for the classifier: DIR/training.npz (of those that it learnt from) and
                              DIR/held_out.npz, both with labels

Needs Debian's python3-numpy and python3-onnx. The models with random weights come out identical on every machine. Training
depends on how a machine rounds, so the check takes the classifier's weights as they are: its graph must be the one
written here around those weights, and they must recognise the held-out drawings as well as the file says.
"""

import argparse
import pathlib
import sys
import zlib

import numpy as np
import onnx
from onnx import numpy_helper

from maker import digits_classifier, lidar_blocks, road_scene_segmenter
from maker.evaluate import evaluate

FOLDER = pathlib.Path(__file__).resolve().parent
RANDOM_MODELS = (lidar_blocks, road_scene_segmenter)
SIZE_LIMIT = 2_000_000
TOLERANCE = {"rtol": 1e-5, "atol": 1e-6}


def model_path(name):
    return FOLDER / f"{name}.onnx"


def data_sets(source):
    """[(inputs of data set 0), ...]: the classifier has one set per picture, the others have one set."""
    samples = source.sample_inputs()
    return [[picture] for picture in samples] if source is digits_classifier else [samples]


def expected_files(source, model):
    """{path: (tensor name, array)} of the model's test data."""
    files = {}
    for number, inputs in enumerate(data_sets(source)):
        folder = FOLDER / source.NAME / f"test_data_set_{number}"
        for kind, infos, arrays in (("input", model.graph.input, inputs),
                                    ("output", model.graph.output, evaluate(model, inputs))):
            for i, (info, array) in enumerate(zip(infos, arrays)):
                files[folder / f"{kind}_{i}.pb"] = (info.name, array)
    return files


def write_picture_strip(path, pictures):
    """A grey PNG with the pictures side by side."""
    rows = (255 * np.concatenate([p[0, 0] for p in pictures], axis=1)).round().astype(np.uint8)

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = rows.shape[1].to_bytes(4, "big") + rows.shape[0].to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    data = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows), 9)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def write(source, model):
    onnx.checker.check_model(model, full_check=True)
    model_path(source.NAME).write_bytes(model.SerializeToString(deterministic=True))
    for path, (name, array) in expected_files(source, model).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(numpy_helper.from_array(array, name).SerializeToString())
    print(f"{source.NAME}: {len(model.graph.node)} nodes, {model_path(source.NAME).stat().st_size} bytes")


def make_classifier():
    print("digits_classifier: training")
    weights = digits_classifier.trained_weights()
    accuracy = digits_classifier.accuracy_of(digits_classifier.build(weights, 0.0), *digits_classifier.held_out_set())
    print(f"  {100 * accuracy:.2f} % right on {digits_classifier.HELD_OUT_PICTURES} held-out drawings")
    if accuracy < digits_classifier.REQUIRED_ACCURACY:
        sys.exit(f"The classifier must reach {100 * digits_classifier.REQUIRED_ACCURACY:.0f} %.")
    return digits_classifier.build(weights, accuracy)


def make_all():
    write(digits_classifier, make_classifier())
    write_picture_strip(FOLDER / digits_classifier.NAME / "digits.png", digits_classifier.sample_inputs())
    for source in RANDOM_MODELS:
        write(source, source.build())


def stored_accuracy(model):
    return float({p.key: p.value for p in model.metadata_props}["held_out_accuracy"])


def problems_of_classifier(model):
    claimed = stored_accuracy(model)
    if model != digits_classifier.build(digits_classifier.weights_of(model), claimed):
        yield "digits_classifier.onnx: the graph is not the one that the script writes around these weights."
    found = digits_classifier.accuracy_of(model, *digits_classifier.held_out_set())
    if found < digits_classifier.REQUIRED_ACCURACY or abs(found - claimed) > 0.002:
        yield f"digits_classifier.onnx: says {claimed:.4f} held-out accuracy, has {found:.4f}."


def problems_of(source):
    model = onnx.load(model_path(source.NAME))
    onnx.checker.check_model(model, full_check=True)
    if source is digits_classifier:
        yield from problems_of_classifier(model)
    elif model != source.build():
        yield f"{source.NAME}.onnx: differs from what the script makes."
    files = expected_files(source, model)
    if set(files) != set((FOLDER / source.NAME).glob("test_data_set_*/*.pb")):
        yield f"{source.NAME}: the test data has other files than the script makes."
        return
    for path, (name, array) in files.items():
        tensor = onnx.load_tensor(path)
        stored = numpy_helper.to_array(tensor)
        if tensor.name != name or stored.shape != array.shape or not np.allclose(stored, array, **TOLERANCE):
            yield f"{path.relative_to(FOLDER)}: differs from what the script computes."


def check_all():
    problems = [p for source in (digits_classifier, *RANDOM_MODELS) for p in problems_of(source)]
    total = sum(p.stat().st_size for pattern in ("*.onnx", "*/test_data_set_*/*.pb") for p in FOLDER.glob(pattern))
    if total > SIZE_LIMIT:
        problems.append(f"The models and their data have {total} bytes, more than {SIZE_LIMIT}.")
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"The sample models are what the script makes ({total} bytes in all).")
    return 1 if problems else 0


def write_digits(folder):
    """Pictures that calibrate the classifier, and the ones that it never saw."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (pictures, labels) in (("training", digits_classifier.calibration_set()), ("held_out", digits_classifier.held_out_set())):
        np.savez_compressed(folder / f"{name}.npz", image=pictures, labels=labels)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Makes the sample models, or checks them.")
    parser.add_argument("--check", action="store_true", help="compare the files with what would be made")
    parser.add_argument("--digits", type=pathlib.Path, metavar="DIR", help="write drawings with labels into DIR")
    arguments = parser.parse_args()
    if arguments.check:
        sys.exit(check_all())
    if arguments.digits:
        write_digits(arguments.digits)
    else:
        make_all()
