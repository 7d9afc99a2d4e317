# Names are what they were when they were used.
a = 1


class First:
    x = a
    y = a + 1


a = 10
b = c = a


class Second:
    x = a
    a = 3
    y = a
    z = a = 5
    m, n = 1, 2
    m, n = n, m
    (p, [q, r]) = (1, (2, 3))
    s: int
    t: int = 1
    t: int
    u = 1
    u += 4
    u *= 2.0
    v = [1]
    w = v
    w += [2]
    k = 1
    del k
    first, *rest = 1, 2, 3
    text = "a"
    text += "b"


class Third(First, object):
    y = "own"
    w = First.x + 5


First.y = 99
Third.added = "later"
LIST = [1, 2]
ALIAS = LIST
LIST.append(3)
ALIAS.extend([4, 5])
MAP = {"lr": 1}
MAP["lr"] = 2
MAP["new"] = "x"
MAP.update({"third": None})


class Fourth:
    data = LIST
    options = MAP
    total = len(LIST)


LIST.append(6)
