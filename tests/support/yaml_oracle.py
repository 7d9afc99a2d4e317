"""What PyYAML makes of YAML texts: reads {NAME: TEXT} as JSON (texts as Latin-1), writes {NAME: [DOCUMENT, ...]}."""
import json
import math
import sys

import yaml


def plain(value):
    kind = type(value)
    if value is None or kind in (bool, str):
        return value
    if kind is int:
        return value if -(2**63) <= value < 2**63 else {"?": "int"}
    if kind is float:
        return "nan" if math.isnan(value) else value if math.isfinite(value) else "inf" if value > 0 else "-inf"
    if kind is list:
        return [plain(item) for item in value]
    if kind is dict:
        return {key if type(key) is str else json.dumps(plain(key)): plain(item) for key, item in value.items()}
    return {"?": str(kind)}


out = {}
for name, text in json.load(sys.stdin).items():
    try:
        out[name] = [plain(document) for document in yaml.safe_load_all(text.encode("latin-1"))]
    except Exception as error:
        out[name] = {"error": str(error)[:200]}
json.dump(out, sys.stdout)
