"""Arithmetic of all kinds. It's "quoted" # and no comment."""
import math
import os.path

KIB = 1 << 10
MIB = KIB ** 2
BIG = 2 ** 62
NEGATIVE = -7 // 2, -7 % 3, 7 // -2, 7 % -3, -7.5 // 2, -7.5 % 2, 7.5 % -2
POWERS = 2 ** -1, (-2) ** 3, -2 ** 2, 0.5 ** 2, 10 ** 0, 4 ** 0.5
MIXED = True + 1, True / 2, False * 3.0, not 0, ~5, +True, -True
LOGIC = 0 or "x", 1 and 2.0, None or False, [] or {}, "a" and ""
CHAIN = 1 < 2 < 3, 1 < 3 < 2, 1 == 1.0, "a" in "cat", 3 not in (1, 2), None is None, True is not None
CHOICE = "big" if MIB > 1000 else "small"
NUMBERS = 1_000_000, 0xFF, 0o17, 0b1010, 1e-5, 1E+5, .5, 5., 1_0.0_1, 00, 1e400, -1e400
TEXTS = ('single', "double", r'raw\n', R"raw\\", u'uni', 'esc\t\x41\u4e2d\101\0', "it's", 'say "hi"', '中文 # no',
         """triple
  "quoted" line\
 joined""", 'a' 'b' "c" r'\d', 'back\\slash', '\q')
REPEATED = "ab" * 3, 2 * [0], (1,) * 2, [1] + [2, 3]
CONVERTED = float("1e-4"), int("5"), str(1e-7), int(3.9), int(-3.9), float(3), bool(""), str(True), float("inf")
CALLED = len("中文"), abs(-3), min(3, 1, 2), max([1, 5.5]), round(2.5), round(3.5), sum((1, 2, 3)), round(-0.5)
PATHS = os.path.join("a", "b/", "c"), os.path.join("a", "/b"), os.path.join("", "x")
SUBSCRIPTS = [10, 20, 30][-1], {"a": 1, 2: "b"}["a"], "中文字"[1], (1, 2, 3)[1:], "hello"[:-1]
FORMATTED = f"plain", f"{KIB}-{CHOICE}", f"{{}} {1.0} {True} {None}", f' {KIB} '
DICTS = {"a": 1, "b": [1, 2, {"c": None}], **{"d": 4}}, {1: "one", True: "yes"}, {None: 0}, {"x": 1} | {"y": 2}
CONSTANTS = math.pi, math.inf, -math.inf
NESTED = (((((1))))), [[[]]], ((), (1,), (1, 2))
CONTINUED = 1 + \
    2 + \
    3
PARENTHESISED = (
    1  # one
    + 2  # two (with a bracket
    * 3
)
LONG = (1 +
        2), "a" \
    "b"
ZERO = -0.0, 0.0, -0.0 % 5, 5 % 5.0, -5 % 5.0
ROUNDED = 0.1 + 0.2, 1 / 3, 2 / 3, 1e16, 123456789012345680.0, 1e22, 5e-324, 1.7976931348623157e308
SHIFTED = -1 >> 3, 5 & 3, 5 | 3, 5 ^ 3, True ^ True, 1 << 40


class Config:
    batch = 8
    accumulation = 4
    effective = batch * accumulation
    rate = 1e-4 * effective / 32
    name = "run-" + str(effective)
    path = "out/" + name + "/ckpt"
    layers = [64] * 2 + [128]
    ratio: float = 1 / 8
    half = batch // 3, batch % 3, -batch // 3
    nothing: None = None
    flag = not False
    both = flag and batch > 4
