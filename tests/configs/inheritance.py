from dataclasses import dataclass, field
from typing import Any, Dict, Generic, List, Optional, TypeVar
import abc

T = TypeVar("T")


class Base:
    lr = 1e-3
    epochs = 3
    name = "base"


class Left(Base):
    lr = 1e-4


class Right(Base):
    lr = 1e-5
    epochs = 7


class Both(Left, Right):
    pass


class Other(Right, Left):
    name = "other"
    twice = Left.lr * 2


class Abstract(abc.ABC, Generic[T]):
    depth = 12


class Concrete(Abstract[int], Base):
    width = Abstract.depth * 2

    def method(self):
        self.hidden = 5
        return self.width

    @property
    def epochs(self):
        return 5

    @staticmethod
    def make():
        lr = 5
        return lr


@dataclass
class Arguments:
    rate: float = field(default=5e-5, metadata={"help": "The rate (not = 1)"})
    names: List[str] = field(default_factory=lambda: ["q_proj", "v_proj"])
    empty: List[str] = field(default_factory=list)
    options: Dict[str, Any] = field(default_factory=dict)
    limit: Optional[int] = field(
        default=None,
        metadata={
            "help": (
                "For debugging purposes: truncate the number "
                "of examples to this value."
            )
        },
    )
    flag: bool = field(default=False)
    text: str = field(metadata={"help": "x"}, default="a=b # c")
    negative: int = field(default=-1)


@dataclass
class More(Arguments):
    rate: float = 1e-4
    extra: "int" = 5

    class Meta:
        ordering = ["a", "b"]

        class Inner:
            deep = 1
