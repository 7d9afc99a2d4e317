import enum
from enum import Enum
from typing import NamedTuple


class Color(Enum):
    RED = 1
    GREEN = "green"


class Level(enum.IntEnum):
    LOW = 1


class Point(NamedTuple):
    x: int = 1


class Uses:
    color = Color.RED
    name = "x"
    _private = 5


class Doc:
    """Only a docstring = 5"""


class Empty: pass


class OneLine: lr = 1e-4; epochs = 3


class Shadow:
    lr = 1


class Shadow:
    lr = 2


class 配置:
    学习率 = 1e-4
    批次 = 8
