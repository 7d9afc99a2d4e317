"""What CPython itself makes of config files.

Reads {NAME: SOURCE} as JSON (sources as Latin-1, so that any bytes pass) and writes {NAME: {"classes": {CLASS: {KEY:
VALUE}}, "module": {KEY: VALUE}}} with every attribute that is a plain literal. Modules that are not there are made up.
{"": [EXPRESSION, ...]} is answered by [VALUE, ...] with null for what raises or is no plain literal, [VALUE] otherwise.
"""
import dataclasses
import enum
import importlib.abc
import importlib.machinery
import json
import math
import sys
import types
import warnings


class Stub:
    """Stands for whatever a missing module would bring; also a decorator that changes nothing."""

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, *args, **kwargs):
        return args[0] if len(args) == 1 and not kwargs and callable(args[0]) else Stub()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Stub()

    def __mro_entries__(self, bases):
        return ()


class StubModule(types.ModuleType):
    __path__ = []
    __all__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Stub()


class StubFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return StubModule(spec.name)

    def exec_module(self, module):
        pass


class NotLiteral(Exception):
    pass


def plain(value, depth=0):
    kind = type(value)
    if depth > 60:
        raise NotLiteral
    if value is None or kind in (bool, str):
        if kind is str:
            value.encode()
        return value
    if kind is int:
        if not -(2**63) <= value < 2**63:
            raise NotLiteral
        return value
    if kind is float:
        if math.isnan(value):
            return "nan"
        return value if math.isfinite(value) else "inf" if value > 0 else "-inf"
    if kind in (list, tuple):
        return [plain(item, depth + 1) for item in value]
    if kind is dict:
        if any(type(key) is tuple for key in value):
            raise NotLiteral
        return {key if type(key) is str else json.loads(json.dumps({key: 0}).split(":")[0][1:]): plain(item, depth + 1)
                for key, item in value.items()}
    raise NotLiteral


def literals(pairs):
    out = {}
    for name, value in pairs:
        try:
            out[name] = plain(value)
        except (NotLiteral, UnicodeError):
            pass
    return out


IMPLICIT = {"__module__", "__qualname__", "__doc__", "__dict__", "__weakref__", "__annotations__", "__dataclass_params__",
            "__dataclass_fields__", "__match_args__", "__hash__", "__parameters__", "__orig_bases__", "__abstractmethods__",
            "__static_attributes__", "__firstlineno__", "_fields", "_field_defaults", "__slots__"}


def attributes(cls):
    names = {}
    for base in reversed(cls.__mro__):
        if base.__module__ == "config":
            names.update({name: None for name in vars(base)})
    pairs = {name: getattr(cls, name) for name in names if name not in IMPLICIT}
    if dataclasses.is_dataclass(cls):
        for field in dataclasses.fields(cls):
            if field.default_factory is not dataclasses.MISSING:
                pairs[field.name] = field.default_factory()
    pairs.update(getattr(cls, "_field_defaults", {}))  # a NamedTuple
    if isinstance(cls, enum.EnumMeta):
        pairs = {}
    return literals(pairs.items())


def classes(namespace, out, seen):
    for value in list(namespace.values()):
        if isinstance(value, type) and value.__module__ == "config" and value not in seen:
            seen.add(value)
            if "<locals>" not in value.__qualname__:
                out[value.__qualname__] = attributes(value)
            classes(vars(value), out, seen)


def read(source):
    module = types.ModuleType("config")
    module.__file__ = "/dev/null"  # something that can be opened
    sys.modules["config"] = module
    initial = set(vars(module)) | {"__builtins__", "__annotations__"}
    exec(compile(source.encode("latin-1"), "config.py", "exec"), vars(module))
    out = {}
    classes(vars(module), out, set())
    own = {name: value for name, value in vars(module).items() if name not in initial}
    return {"classes": out, "module": literals(own.items())}


def answer(expression):
    try:
        return [plain(eval(expression, {}))]
    except Exception:
        return None


def main():
    warnings.simplefilter("ignore")
    real = sys.stdout
    sys.stdout = sys.stderr
    sys.meta_path.append(StubFinder())
    out = {}
    for name, source in json.load(sys.stdin).items():
        if name == "":
            out[name] = [answer(expression) for expression in source]
            continue
        try:
            out[name] = read(source)
        except Exception as error:
            out[name] = {"error": repr(error)}
    json.dump(out, real)


main()
