"""The reference values of impact.rs, by numpy and scipy: python3 impact_reference.py > impact_reference.json

The populations are made of a linear congruential generator and of fractions with a power of two below, so that Rust
makes the same to the bit. Everything is computed as its definition says, in another way than the library does.
"""
import json
from fractions import Fraction
from itertools import permutations
from math import floor

import numpy as np
from scipy import stats

MASK = (1 << 64) - 1


class Lcg:
    def __init__(self, seed):
        self.state = seed

    def next(self, below):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return (self.state >> 33) % below


def clamp(value, low, high):
    return max(low, min(high, value))


def mostly_unchanged(r):
    before = r.next(6401) / 64
    step = (r.next(1281) - 640) / 64
    return before, clamp(before + step, 0.0, 100.0) if r.next(10) < 3 else before


def tied(r):
    before = float(r.next(21) * 5)
    return before, clamp(before + (r.next(3) - 1) * 5, 0.0, 100.0)


def clamped(r):
    before = r.next(16384) / 64 - 64
    after = before + (r.next(2049) - 1500) / 64
    return clamp(before, 0.0, 100.0), clamp(after, 0.0, 100.0)


def unit(r):
    before = r.next(1025) / 1024
    other = r.next(1025) / 1024
    return before, other if r.next(4) == 0 else before


def around_zero(r):
    before = (r.next(12801) - 6400) / 128
    return before, clamp(-before / 2 + (r.next(257) - 128) / 128, -50.0, 50.0)


def unbounded(r):
    k = r.next(1 << 15)
    before = (k * k) / 64 - 65536
    return before, before * 2 if r.next(5) == 0 else before - r.next(9) / 8


# Name, function, seed, subjects, least, largest, decimals, bars, thresholds before and after, falls and rises beyond.
CASES = [
    ("mostly_unchanged", mostly_unchanged, 1, 1000, 0.0, 100.0, 0, 1.0, [50.0, 90.0], [45.0, 88.5], [0.0, 2.5, 5.0]),
    ("tied", tied, 2, 500, 0.0, 100.0, 0, 1.0, [40.0, 60.0, 80.0], [40.0, 60.0, 80.0], [0.0, 4.0, 5.0]),
    ("clamped", clamped, 3, 333, 0.0, 100.0, 1, 1.0, [10.0], [5.0], [0.0, 10.0]),
    ("unit", unit, 4, 257, 0.0, 1.0, 3, 0.01, [0.5, 0.75], [0.5, 0.75], [0.0, 0.25]),
    ("around_zero", around_zero, 5, 400, -50.0, 50.0, 2, 1.0, [-25.0, 0.0, 25.0], [-12.0, 0.0, 12.0], [0.0, 20.0]),
    ("unbounded", unbounded, 6, 200, None, None, 2, 0.01, [0.0, 1000000.0], [0.0, 1500000.0], [0.0, 1000.0]),
]
PS = [0.0, 0.01, 0.05, 0.1, 0.25, 1 / 3, 0.5, 0.6180339887498949, 0.75, 0.9, 0.95, 0.99, 1.0]


def units(value, decimals):
    micro = floor(Fraction(value) * 10**6 + Fraction(1, 2))
    return floor(Fraction(micro, 10 ** (6 - decimals)) + Fraction(1, 2))


def directions(before, after):
    return [int(np.sum(after > before)), int(np.sum(after == before)), int(np.sum(after < before))]


def distribution(x):
    return {"mean": float(np.mean(x)), "sd": float(np.std(x)), "quantiles": [float(np.quantile(x, p)) for p in PS]}


def psi(old, new):
    # Deciles by whole numbers: numpy's own 0.3 is a little more than three tenths.
    ordered = sorted(Fraction(v) for v in old)
    last = len(ordered) - 1

    def decile(tenth):
        at, rest = divmod(last * tenth, 10)
        return ordered[at] + (ordered[min(at + 1, last)] - ordered[at]) * Fraction(rest, 10)

    edges = np.unique([float(decile(tenth)) for tenth in range(11)])[1:-1]
    bins = len(edges) + 1
    shares = [np.bincount(np.searchsorted(edges, x, side="right"), minlength=bins) / len(x) for x in (old, new)]
    o, n = (np.where(s == 0, 1e-4, s) for s in shares)
    return {
        "index": float(np.sum((n - o) * np.log(n / o))),
        "edges": edges.tolist(),
        "before": shares[0].tolist(),
        "after": shares[1].tolist(),
    }


def rebase(old, new, threshold, decimals):
    wanted = int(np.sum(old >= threshold))
    # One step of the last shown digit above all scores is reached by nobody.
    above = floor(Fraction(float(new.max())) * 10**decimals) + 1
    above = float(Fraction(above, 10**decimals))
    reached = [(abs(int(np.sum(new >= t)) - wanted), float(t)) for t in [*np.unique(new), above]]
    after = min(reached)[1]

    def crossed(to):
        up, down = (old < threshold) & (new >= to), (old >= threshold) & (new < to)
        return [int(up.sum()), int(down.sum()), float(np.mean(new >= to))]

    return {"threshold": threshold, "after": after, "kept": crossed(threshold), "rebased": crossed(after)}


def stood(old, new, edges, every):
    level = np.searchsorted(edges, old, side="right")
    told = []
    for at in range(len(edges) + 1):
        moves = (new - old)[level == at]
        if len(moves) > 0:
            told.append(
                [
                    len(moves),
                    int(np.sum(moves < 0)),
                    int(np.sum(moves > 0)),
                    float(np.mean(moves)),
                    max(0.0, float(-moves.min())),
                    max(0.0, float(moves.max())),
                ]
            )
        elif every:
            told.append([0] * 6)
    return told


def bars(moves, width):
    counts = {}
    for move in moves:
        move = Fraction(float(move))
        size = -(-abs(move) // Fraction(str(width)))
        bar = int(size if move > 0 else -size)
        counts[bar] = counts.get(bar, 0) + 1
    return sorted(counts.items())


def figures(old, new, case, keys=None, copies=None):
    name, _, _, _, _, _, decimals, width, low, high, beyond = case
    moves = new - old
    shown = [np.array([units(v, decimals) for v in x]) for x in (old, new)]
    row = np.searchsorted(low, old, side="right")
    column = np.searchsorted(high, new, side="right")
    crossings = np.zeros((len(low) + 1, len(low) + 1), int)
    np.add.at(crossings, (row, column), 1)
    ranks = [stats.rankdata(x) for x in (old, new)]
    ranked = ranks[1] - ranks[0]
    told = {
        "subjects": len(old),
        "exactly": directions(old, new),
        "shown": directions(*shown),
        "before": distribution(old),
        "after": distribution(new),
        "moves": distribution(moves),
        "falls": [int(np.sum(-moves > points)) for points in beyond],
        "rises": [int(np.sum(moves > points)) for points in beyond],
        "crossings": crossings.tolist(),
        "bars": bars(moves, width),
        "psi": psi(old, new),
        "rebase": [rebase(old, new, t, decimals) for t in low + [float(np.median(old)), float(old.max()), float(old.max()) + 1]],
        "by_band": stood(old, new, low, True),
        "by_tenth": stood(old, new, psi(old, new)["edges"], False) if len(old) >= 50 else [],
        "spearman": float(stats.spearmanr(old, new).statistic),
        "ranks": [float(np.mean(np.abs(ranked))), float(ranked.max()), float((-ranked).max())],
    }
    told["kendall"] = float(stats.kendalltau(old, new, variant="b").statistic)
    if keys is not None:
        order = sorted(range(len(old)), key=lambda i: (-abs(moves[i]), keys[i]))
        told["falling"] = [keys[i] for i in order if moves[i] < 0][:10]
        told["rising"] = [keys[i] for i in order if moves[i] > 0][:10]
    return told


def intervals(old, new, weight, decimals, population):
    moves, z = new - old, 1.959963984540054
    subjects = np.sum(weight) ** 2 / np.sum(weight**2)
    unseen = 1 - len(old) / population if population else 1.0
    mean = np.average(moves, weights=weight)
    deviation = np.sqrt(np.average((moves - mean) ** 2, weights=weight))
    off = z * deviation * np.sqrt(unseen / (subjects - 1))
    shown = [np.array([units(v, decimals) for v in x]) for x in (old, new)]
    told = [float(mean - off), float(mean + off)]
    n = subjects / unseen
    for who in (shown[1] < shown[0], shown[1] == shown[0], shown[1] > shown[0]):
        share = np.average(who, weights=weight)
        middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        told += [float(max(0, middle - half)), float(min(1, middle + half))]
    return told


# Two snapshots of a score: weight · own − others ∕ 4 + bonus · extra, from 0 to a cap. Version 2 has other numbers, and asks
# for `extra`, which version 1 does not.
SETTINGS = {"weight": (Fraction(3, 4), Fraction(1, 2)), "bonus": (Fraction(0), Fraction(1, 2)), "cap": (Fraction(100), Fraction(80))}
CHANGES = sorted(SETTINGS)


class NoScore(Exception):
    pass


def score(changed, own, others, extra):
    weight, bonus, cap = (SETTINGS[key][key in changed] for key in ("weight", "bonus", "cap"))
    if own is None:
        raise NoScore("missing_input", "own")
    whole = weight * own - Fraction(others) / 4
    if bonus != 0:
        if extra is None:
            raise NoScore("missing_input", "extra")
        whole += bonus * extra
    return min(max(whole, Fraction(0)), cap)


def owen(was, now):
    """What own data, the others' and each change did: the mean over all orders in which the changes come one after another."""
    effects = dict.fromkeys(["data", "reference", *CHANGES], Fraction(0))
    orders = [
        [player for union in unions for player in (changes if union == "changes" else [union])]
        for unions in permutations(["data", "reference", "changes"])
        for changes in permutations(CHANGES)
    ]
    for order in orders:
        done = set()

        def worth():
            own, extra = ((now if "data" in done else was)[at] for at in (0, 2))
            return score(done, own, (now if "reference" in done else was)[1], extra)

        for player in order:
            before = worth()
            done.add(player)
            effects[player] += (worth() - before) / len(orders)
    return effects


def snapshots(count, seed):
    """Mostly unchanged, clamped and tied; a fifth joined or left, and some cannot be scored before, after or at all."""
    r = Lcg(seed)
    rows = []
    for _ in range(count):
        own, extra = r.next(41) * 4, Fraction(r.next(65), 2)
        others = 20 + r.next(2) * 8
        moved, step = r.next(10) < 3, r.next(33) - 16
        there, missing = r.next(10), r.next(16)
        was = [own, others, extra]
        now = [max(0, own + step), others + 4, extra + step % 3] if moved else list(was)
        if missing == 0:
            was[2] = now[2] = None
        elif missing == 1:
            was[0] = None
        elif missing == 2:
            now[0] = None
        rows.append((was, now, "joined" if there == 0 else "left" if there == 1 else "stayed", r.next(3), r.next(4) + 1))
    return rows


def flows(rows):
    stayed, joined, left, unscored = [], [], [], {}
    for was, now, there, _, weight in rows:
        try:
            old = score([], *was) if there != "joined" else None
        except NoScore as reason:
            old = reason
        try:
            new = score(CHANGES, *now) if there != "left" else None
        except NoScore as reason:
            new = reason
        faults = [fault for fault in (new, old) if isinstance(fault, NoScore)]
        if faults:
            way = "neither" if there != "stayed" or len(faults) == 2 else "lost" if faults[0] is new else "gained"
            key = (way, *faults[0].args)
            count, sum_of = unscored.get(key, (0, 0))
            unscored[key] = (count + 1, sum_of + weight)
        elif there == "stayed":
            stayed.append((old, new, owen(was, now), weight))
        elif there == "joined":
            joined.append((new, weight))
        else:
            left.append((old, weight))

    def mean(pairs):
        return sum(value * weight for value, weight in pairs) / sum(weight for _, weight in pairs)

    def spread(values):
        """The ends of the interval of a mean effect, of endlessly many."""
        weights = np.array([weight for *_, weight in stayed], float)
        values = np.array([float(value) for value in values])
        subjects = np.sum(weights) ** 2 / np.sum(weights**2)
        average = np.average(values, weights=weights)
        deviation = np.sqrt(np.average((values - average) ** 2, weights=weights))
        off = 1.959963984540054 * deviation / np.sqrt(subjects - 1)
        return [float(average - off), float(average + off)]

    olds, news = ([(row[at], row[3]) for row in stayed] for at in (0, 1))
    causes = {key: [row[2][key] for row in stayed] for key in ["data", "reference", *CHANGES]}
    weights = [row[3] for row in stayed]
    return {
        "stayed": float(mean(news) - mean(olds)),
        "joined": float(mean(news + joined) - mean(news)),
        "left": float(mean(olds) - mean(olds + left)),
        "before": float(mean(olds + left)),
        "after": float(mean(news + joined)),
        "flows": [[len(of), sum(weight for _, weight in of), float(mean(of))] for of in (joined, left)],
        "causes": {key: float(mean(list(zip(effects, weights)))) for key, effects in causes.items()},
        "intervals": {key: spread(causes[key]) for key in CHANGES},
        "unscored": sorted([*key, *counts] for key, counts in unscored.items()),
    }


# Backtests: the documented generator and draws, each resample measured by scipy.
def split_mix(state):
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def area(score, outcome):
    """The share of pairs of one with the outcome and one without in which the first scores higher, ties half."""
    ones, zeros = score[outcome == 1], score[outcome == 0]
    if len(ones) == 0 or len(zeros) == 0:
        return None
    return float(np.mean(np.sign(ones[:, None] - zeros[None, :]) / 2 + 0.5))


def correlation(score, outcome):
    if len(np.unique(score)) == 1 or len(np.unique(outcome)) == 1:
        return None
    return float(stats.spearmanr(score, outcome).statistic)


def backtest(old, new, outcome, seed, resamples):
    count, starts = len(old), split_mix(seed)
    draws = []
    for _ in range(resamples):
        random = split_mix(next(starts))
        draws.append(np.array([(next(random) * count) >> 64 for _ in range(count)]))

    def accuracy(measure):
        before, after = measure(old, outcome), measure(new, outcome)
        both = [(measure(old[at], outcome[at]), measure(new[at], outcome[at])) for at in draws]
        differences = [b - a for a, b in both if a is not None and b is not None]
        ends = [float(np.quantile(differences, p)) for p in (0.025, 0.975)]
        return {"before": before, "after": after, "interval": ends, "undefined": resamples - len(differences)}

    told = {"spearman": accuracy(correlation)}
    if set(outcome) == {0.0, 1.0}:
        told["auc"] = accuracy(area)
    return told


result = {}
for case in CASES:
    name, make, seed, count = case[:4]
    r = Lcg(seed)
    rows = [(*make(r), r.next(3), r.next(4) + 1) for _ in range(count)]
    old, new = (np.array([row[i] for row in rows], float) for i in (0, 1))
    group, weight = (np.array([row[i] for row in rows]) for i in (2, 3))
    keys = [f"{i * 7919 % count:04}" for i in range(count)]
    result[name] = {
        "all": figures(old, new, case, keys),
        "groups": [
            figures(old[group == g], new[group == g], case, [k for k, mine in zip(keys, group == g) if mine])
            for g in range(3)
        ],
        "weighted": figures(np.repeat(old, weight), np.repeat(new, weight), case),
        # Of five times as many, and of endlessly many.
        "intervals": [
            intervals(old, new, w, case[6], population)
            for w in (np.ones(count), weight.astype(float))
            for population in (5 * count, None)
        ],
    }
    outcome = np.array([old[i] + Lcg(i).next(41) for i in range(count)])
    # The last is of few, of whom one has the outcome: a third of its resamples rank nobody.
    result[name]["backtest"] = [
        backtest(old, new, outcome, seed, 200),
        backtest(old, new, (outcome > np.median(outcome)).astype(float), seed, 200),
        backtest(old[:15], new[:15], (np.arange(15) == 4).astype(float), seed, 200),
    ]
rows = snapshots(600, 7)
result["snapshots"] = {
    "whole": flows(rows),
    "groups": [flows([row for row in rows if row[3] == group]) for group in range(3)],
}
print(json.dumps(result, indent=None, separators=(",", ":")))
