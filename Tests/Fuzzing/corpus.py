#!/usr/bin/env python3
"""What the fuzzer begins with: `corpus.py expand FOLDER` writes one folder of inputs for each target, out of the
protocol's vectors, the schema, the example plan and what earlier runs found (Corpus/*.hex, one input a line);
`corpus.py keep FOLDER` puts the small ones of a minimised folder into those files."""
import hashlib
import json
import pathlib
import sys

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent
BYTES_MAX = 300
KEPT_MAX = 160


def vectors(name):
    document = json.loads((root / "Protocol/vectors" / f"{name}.json").read_text())
    for vector in document["vectors"] + document.get("refused", []):
        if "hex" in vector:
            yield bytes.fromhex(vector["hex"])


def chunks(data, size):
    return [data[start : start + size] for start in range(0, len(data), size)]


def seeds():
    """Per target: inputs, the first byte of which chooses the decoder."""
    made = {name: [] for name in ("conversation", "formats", "files", "json", "plan", "workspace")}
    made["conversation"] += [b"\0" + bytes_ for bytes_ in vectors("requests")]
    made["conversation"] += [b"\1" + bytes_ for bytes_ in vectors("responses")]
    formats = ["parts", "commits", "log", "values", "cursors"]
    for number, name in enumerate(formats):
        made["formats"] += [bytes([number]) + bytes_ for bytes_ in vectors(name)]
    made["formats"] += [b"\5\0" + bytes(8) + bytes(8) + bytes([kind, 0]) + b"\1\4test" for kind in range(5)]
    made["formats"] += [b"\6" + text for text in (b"ABCD-EFGH-JKMN-PQRS", b"0" * 64, b"gzip, zstd;q=0.5", b"0" * 36)]
    for request in vectors("requests"):
        made["formats"].append(b"\7" + request[30:])
    made["formats"] += [b"\x08" + bytes_ for bytes_ in vectors("varints")]
    for number, name in ((0, "bundles"), (2, "snapshots")):
        for file in vectors(name):
            made["files"].append(bytes([number]) + file)
            made["files"].append(bytes([number + 1]) + file[7:-34])
    schema = (root / "Sources/Schema/culture-plan.json").read_bytes()
    made["json"] += [b"\1" + schema, b"\0" + schema[:2000]]
    made["json"] += [
        b"\0" + text
        for text in (b'{"a":[1,-2.5e3,true,null,"\\u00e5\\ud83d\\ude00"]}', b'{"a":1,"a":2}', b"[[[[[[[[]]]]]]]]")
    ]
    for field in range(60):
        for value in (b"2024-02-29", b"-9223372036854775808", b'["Hedemora"]', b"12,50", b"ja"):
            made["json"].append(bytes([2, field, field & 1]) + value)
    plan = (root / "Sources/Plan/Example/plan.txt").read_bytes()
    made["plan"] += [bytes([1]) + piece for piece in chunks(plan, 2500)[:12]]
    made["plan"] += [bytes([number]) + plan[:4000] for number in (0, 2, 3)]
    for kind in range(12):
        texts = (b"2024-05-01", b"hedemora", b"title=\xc3\x85", b"1.2.3-4")
        made["plan"].append(bytes([4, kind]) + b"".join(bytes([len(text)]) + text + bytes([1, 2]) for text in texts))
    for number in range(40):
        noise = hashlib.sha512(bytes([number])).digest() * 6
        made["workspace"].append(bytes([1]) + noise[: 60 + 8 * number])
    for page in vectors("log"):
        made["workspace"].append(bytes([0]) + bytes([len(page) % 255]) + page)
    return made


def expand(folder):
    for target, inputs in seeds().items():
        place = folder / target
        place.mkdir(parents=True, exist_ok=True)
        kept = here / "Corpus" / f"{target}.hex"
        if kept.exists():
            inputs = inputs + [bytes.fromhex(line) for line in kept.read_text().split()]
        for data in inputs:
            (place / hashlib.sha1(data).hexdigest()).write_bytes(data)


def keep(folder):
    (here / "Corpus").mkdir(exist_ok=True)
    for target, made in seeds().items():
        file = here / "Corpus" / f"{target}.hex"
        known = set(file.read_text().split()) if file.exists() else set()
        found = {path.read_bytes() for path in (folder / target).iterdir()} - set(made)
        lines = known | {data.hex() for data in found if len(data) <= BYTES_MAX}
        # Small ones say as much, and are read by people.
        file.write_text("".join(line + "\n" for line in sorted(lines, key=lambda line: (len(line), line))[:KEPT_MAX]))


if __name__ == "__main__":
    {"expand": expand, "keep": keep}[sys.argv[1]](pathlib.Path(sys.argv[2]))
