"""Writes `math_reference.txt`: what the functions of `src/math` give, correctly rounded, for inputs that are hard.

Run by hand, where `pip install gmpy2` gives MPFR, which rounds every result correctly:

    python tests/it/math_reference.py > tests/it/math_reference.txt

A line is the name of a function, the bits of its argument or arguments, and the bits of the result, in hexadecimal. The
inputs are the same each time: special values, both ends of the range, structured numbers near them, results that are
exact or exactly halfway between two neighbours, and inputs whose result lies so close to halfway that only many more
digits tell to which side it is rounded. These are found by search: over 2^16 neighbouring inputs a function is a straight
line up to far less than a unit in the last place of its result, and where a line comes close to halfway follows from
Euclid's algorithm without trying each of them.
"""

import math
import random
import struct
import sys

import gmpy2
from gmpy2 import mpfr

DOUBLE = gmpy2.context(precision=53, emax=1024, emin=-1073, subnormalize=True)
EXACT = gmpy2.context(precision=240)
MIN, MAX = 5e-324, sys.float_info.max
NORMAL = sys.float_info.min
RANDOM = random.Random(2011)

ONE = {
    "ln": gmpy2.log,
    "ln_1p": gmpy2.log1p,
    "log2": gmpy2.log2,
    "log10": gmpy2.log10,
    "exp": gmpy2.exp,
    "exp_m1": gmpy2.expm1,
    "exp2": gmpy2.exp2,
    "tanh": gmpy2.tanh,
    "erf": gmpy2.erf,
    "erfc": gmpy2.erfc,
    "sqrt": gmpy2.sqrt,
    "sinh": gmpy2.sinh,
    "cosh": gmpy2.cosh,
    "cos": gmpy2.cos,
}

# Where the result leaves the numbers, or becomes so small that digits are lost.
ENDS = {
    "ln_1p": [-1.0],
    "exp": [709.782712893384, -708.3964185322641, -744.4400719213812, -745.1332191019412],
    "exp_m1": [709.782712893384, -37.42994775023705, -36.7368005696771],
    "exp2": [1024.0, -1022.0, -1074.0, -1075.0],
    "tanh": [19.061547465398498, -19.061547465398498],
    "erf": [5.921587195794508, -5.921587195794508],
    "erfc": [26.543258454250983, 27.226017111108366, -5.863584748755168],
    "sinh": [710.4758600739439, -710.4758600739439],
    "cosh": [710.4758600739439, -710.4758600739439],
}

# Where pxfm was found to round to the wrong side: it took a result for sure that it was not sure of.
WRONG = {
    "exp": ["-0x1.6330dc077ecbdp+9", "-0x1.62848de0cbe8dp+9", "-0x1.628b386a3bf45p+9", "-0x1.62c25f68b24d1p+9"],
    "log2": ["0x1.c3a5749a8ece9p-152", "0x1.330f03be9718bp-134", "0x1.f3f375eecd5bep-122", "0x1.39b6d8436f923p-94"],
}

# Arguments between which results are neither constant nor the argument: the ends of a range of exponents of two, and
# whether they have both signs.
RANGES = {
    "ln": (-1074, 1023, False),
    "ln_1p": (-30, 1023, False),
    "log2": (-1074, 1023, False),
    "log10": (-1074, 1023, False),
    "exp": (-30, 9, True),
    "exp_m1": (-30, 9, True),
    "exp2": (-30, 9, True),
    "tanh": (-25, 4, True),
    "erf": (-25, 2, True),
    "erfc": (-30, 4, True),
    "sinh": (-25, 9, True),
    "cosh": (-20, 9, True),
    "cos": (-20, 20, True),
}


def bits(x):
    return "7ff8000000000000" if x != x else struct.pack(">d", x).hex()


def rounded(function, *arguments):
    with gmpy2.context(DOUBLE):
        return float(function(*map(mpfr, arguments)))


def beyond_halfway(function, *arguments):
    """How far the result is from halfway between two doubles, as a share of their distance; None where it is exact."""
    with gmpy2.context(EXACT):
        result = function(*map(mpfr, arguments))
        if not gmpy2.is_finite(result) or result == 0:
            return None
        scaled = result / unit_of(result)
        return abs(float(scaled - gmpy2.floor(scaled) - 0.5))


def unit_of(result):
    """The distance of doubles about this number."""
    exponent = max(gmpy2.get_exp(result) - 53, -1074)
    return gmpy2.exp2(mpfr(exponent))


def first_within(step, modulus, low, high):
    """The least k from 0 on for which step·k lies between low and high, modulo the modulus; None if there is none."""
    if low == 0:
        return 0
    if step == 0:
        return None
    if 2 * step > modulus:
        return first_within(modulus - step, modulus, modulus - high, modulus - low)
    k = -(-low // step)
    if step * k <= high:
        return k
    turns = first_within(modulus % step, step, -high % step, -low % step)
    return None if turns is None else -(-(low + modulus * turns) // step)


def near_halfway(function, start, count=1 << 16, near=2.0**-20):
    """The neighbours of a number whose result is nearly halfway, as pairs of how near it is and the number."""
    step = math.ulp(start)
    middle = start + step * (count // 2)
    if math.ulp(middle) != step or start + step * count == math.inf:
        return
    with gmpy2.context(EXACT):
        at, then = function(mpfr(start)), function(mpfr(middle))
        if not (gmpy2.is_finite(at) and gmpy2.is_finite(then)) or unit_of(at) != unit_of(then):
            return
        unit, modulus = unit_of(at), 1 << 80
        slope = (function(mpfr(middle + step)) - function(mpfr(middle - step))) / 2 / unit
        slope = int(gmpy2.rint(slope * modulus)) % modulus
        offset = then / unit
        offset = int(gmpy2.rint((offset - gmpy2.floor(offset)) * modulus)) - slope * (count // 2)
    width = int(near * modulus)
    low, k = modulus // 2 - width, 0
    while True:
        first = (low - offset - slope * k) % modulus
        # The window would begin at the end of the circle and end at its beginning.
        more = 0 if first + 2 * width >= modulus else first_within(slope, modulus, first, first + 2 * width)
        if more is None or k + more >= count:
            return
        k += more
        x = start + step * k
        found = beyond_halfway(function, x)
        if found is not None:
            yield found, x
        k += 1


def hardest(searched, kept):
    """The inputs whose results are closest to halfway: half of them of all, half of where the search found few."""
    ordered = [arguments for _, arguments in sorted(set(searched))]
    by_size = {}
    for arguments in ordered:
        x = arguments if isinstance(arguments, float) else arguments[0]
        by_size.setdefault(math.frexp(x)[1] // 16, []).append(arguments)
    spread = [each[0] for each in by_size.values()]
    step = max(1, len(spread) // (kept // 2))
    return ordered[: kept // 2] + sorted(spread[::step])


def neighbours(x, count=2):
    yield x
    for towards in (-math.inf, math.inf):
        near = x
        for _ in range(count):
            near = math.nextafter(near, towards)
            yield near


def special():
    values = [0.0, MIN, NORMAL - MIN, NORMAL, 0.5, 1.0, 1.5, 2.0, 10.0, 2.0**52, 2.0**53 + 2, 1e300, MAX, math.inf, math.nan]
    values += neighbours(1.0)
    return [sign * value for value in values for sign in (1, -1)]


def structured():
    """Near a power of two a result that is the argument, or one, and a little more lies near a halfway."""
    for exponent in [*range(1, 60, 4), 18, 26, 27, 52, 53, 54, 55, 537, 1022, 1074]:
        for x in neighbours(2.0**-exponent, 1):
            yield from (x, -x)


def of_one(name, function):
    arguments = special() + list(structured())
    for end in ENDS.get(name, []):
        arguments += neighbours(end, 4)
    arguments += map(float.fromhex, WRONG.get(name, []))
    if name in ("exp2", "log2"):
        arguments += [2.0**n for n in range(0, 1024, 31)] if name == "log2" else range(-1076, 1026, 25)
    if name == "log10":
        arguments += [10.0**n for n in range(23)]
    if name == "sqrt":
        arguments += [RANDOM.randrange(1, 1 << 26) ** 2 * 2.0 ** RANDOM.randrange(-1000, 900) for _ in range(20)]
        arguments += [struct.unpack(">d", RANDOM.randrange(0x7FF << 52).to_bytes(8, "big"))[0] for _ in range(60)]
    else:
        low, high, is_signed = RANGES[name]
        found = []
        for _ in range(SEARCHED):
            start = 2.0 ** RANDOM.randint(low, high) * RANDOM.uniform(1.0, 2.0)
            # Most of the arguments where the function bends.
            if RANDOM.random() < 0.5:
                start = 2.0 ** RANDOM.uniform(max(low, -4), min(high, 5))
            start = -start if is_signed and RANDOM.random() < 0.5 else start
            found += near_halfway(function, start)
        arguments += hardest(found, 60)
    return [(argument,) for argument in arguments]


def power(x, y):
    return x**y


def halfway_powers():
    """Powers that are exactly halfway, or exact: M^k with 54 bits, as the power k / 2^j of M^(2^j)."""
    for j in range(5):
        for k in range(3, 35, 2) if j else range(2, 35):
            low, high = math.floor(2 ** (53 / k)), math.ceil(2 ** (54 / k))
            tried = {RANDOM.randint(low, high) | 1 for _ in range(16)}
            fitting = [m for m in tried if (m**k).bit_length() == 54 and (m ** (1 << j)).bit_length() <= 53]
            for m in sorted(fitting)[:3]:
                for shift in (0, RANDOM.randrange(-9, 9)):
                    x = math.ldexp(float(m ** (1 << j)), shift << j)
                    if 0 < x < math.inf:
                        yield x, k / (1 << j)


def smallest_powers():
    """The same below the normal numbers, where there are fewer digits."""
    for k in (3, 5, 15, 25, 43):
        for m in (1, 3, 5, 7, 9, 11):
            for total in range(-1110, -1060):
                if total % k == 0 and (m**k).bit_length() <= 53:
                    yield math.ldexp(float(m), total // k), float(k)
    for y in (2.5, 1.25, 5.0, 43.0, 1075.0, 0.5):
        yield 2.0 ** round(-1075 / y), y


def powers():
    yield from ((x, y) for x in special() for y in special())
    odd = [3.0, 2.0**53 - 1, 2.0**53, 2.0**53 + 2, 101.0, 102.0, 103.0, 1e15 + 1, 0.5, 1.5, -0.5]
    yield from ((x, sign * y) for x in (-0.0, 0.0, -1.0, -math.inf, -2.0, -0.5, -1.0 - 2.0**-52) for y in odd for sign in (1, -1))
    # What was found wrong.
    yield from [(-1e-7, -84.0), (-9.192393933390348e-6, -61.0), (-2.6568654341254863e-4, 86.0), (6.907986195958681e-08, 44.0)]
    yield from [(2.0**512, -2.0), (1e160, -2.0), (1.7e308, -0.5), (1e301, -0.5), (10.0, -310.0877180550382), (10.0, -308.5)]
    yield from halfway_powers()
    yield from smallest_powers()
    # Whole powers near the ends of the range, of bases that can be negative.
    for end in (-1075, -1074, -1050, -1022, -1000, 1000, 1022, 1024):
        for _ in range(24):
            y = float(RANDOM.choice([1, -1]) * RANDOM.randint(2, 120))
            x = 2.0 ** ((end + RANDOM.uniform(-1.0, 1.0)) / y)
            yield RANDOM.choice([x, -x]), y
    # Any powers near them.
    for end in (-1075, -1050, -1022, 1024):
        for _ in range(12):
            x = 2.0 ** RANDOM.uniform(-60, 60)
            yield x, (end + RANDOM.uniform(-1.0, 1.0)) / math.log2(x)
        for x in (2.0, 10.0, 0.1):
            yield from ((x, (end + RANDOM.uniform(-1.0, 1.0)) / math.log2(x)) for _ in range(6))
    searched = {kind: [] for kind in ("whole", "negative", "any", "small")}
    for _ in range(2 * SEARCHED):
        kind = RANDOM.choice(list(searched))
        y = float(RANDOM.randint(2, 103))
        if kind == "negative":
            y = -y
        if kind == "any":
            y = RANDOM.choice([-0.5, 1.5, 0.1, 1 / 3, RANDOM.uniform(-20, 20), RANDOM.uniform(-2, 2)])
        exponent = (RANDOM.uniform(-1074, -1022) if kind == "small" else RANDOM.uniform(-900, 900)) / y
        if abs(exponent) > 1000:
            continue
        found = near_halfway(lambda x, y=y: x ** mpfr(y), 2.0**exponent)
        searched[kind] += ((near, (x, y)) for near, x in found)
    for kind, found in searched.items():
        for x, y in hardest(found, 60):
            yield (-x, y) if y.is_integer() and RANDOM.random() < 0.3 else (x, y)


def main():
    for name, function in ONE.items():
        write(name, function, of_one(name, function))
    write("powf", power, powers())


def write(name, function, arguments):
    # In their order, and each once.
    lines = {" ".join([name, *map(bits, each), bits(rounded(function, *each))]): None for each in arguments}
    print("\n".join(lines))


# In how many places it is searched for results near halfway.
SEARCHED = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000

if __name__ == "__main__":
    main()
