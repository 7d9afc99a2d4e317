from typing import TYPE_CHECKING

try:
    import flash_attn
    HAS_FLASH = True
except ImportError:
    HAS_FLASH = False

DEBUG = False
if DEBUG:
    STEPS = 10
else:
    STEPS = 1000

if TYPE_CHECKING:
    from somewhere import Thing
    STEPS = "wrong"

if STEPS > 500 and not DEBUG:
    SAVE = STEPS // 10
elif STEPS == 3:
    SAVE = 1
else:
    SAVE = 2

for i in range(3):
    LOOPED = i


class Config:
    steps = STEPS
    save = SAVE
    if DEBUG:
        batch = 1
    else:
        batch = 32
    size = batch * 2
    with open(__file__) as handle:
        lines = 5
    double = [x * 2 for x in range(3)]
    kept = "kept"
    lowered = "ABC".lower()
    fn = lambda self: 5
    nothing = ...
    many = {1, 2}
    raw = b"bytes"
    walrus = (n := 5)
    computed = max(steps, 5)
