"""The same figures from numpy and from polars, on the same million profiles of four networks, one thread each.

Run by hand from the root of the repository; it is not part of CI:

    python3 -m venv target/peers
    target/peers/bin/pip install numpy polars
    target/peers/bin/python benches/peers/compare.py

Figures: both scores of every subject, how many fall, and nine quantiles (type 7) of the scores before, after and of the
move. Time is that of the computation alone, with the data in memory: ours as profiles with named networks, theirs as
columns. Each is measured in turn, ROUNDS times, and the median is printed. Counts must agree exactly; quantiles to
1e-9, and in streaming mode to the resolution that it states.

What is unlike: ours checks every score against its scale, also counts directions as people see them, means, deviations,
bars and movers, and its logarithms and exponentials are correctly rounded, the same bits on every platform; theirs are
vectorised and differ in the last bits between machines.
"""

import json
import os
import statistics
import subprocess
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["POLARS_MAX_THREADS"] = "1"

import numpy as np
import polars as pl

ROUNDS = 5
NETWORKS = 4
QUANTILES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
COLUMNS = os.path.abspath("target/peers.f64")


def ours():
    command = ["cargo", "bench", "--quiet", "--locked", "--bench", "peers", "--", COLUMNS]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(out.strip().splitlines()[-1])


def with_numpy(audience, active, reactions):
    def strength(reach, midpoint):
        z = 0.3 * np.log1p(reach) + 0.7 * np.log1p(reactions)
        return 100.0 / (1.0 + np.exp(-(z - midpoint) / 2.0))

    before = (audience * strength(audience, 6.0)).sum(axis=0) / audience.sum(axis=0)
    after = strength(active, 5.5).sum(axis=0) / NETWORKS
    move = after - before
    return {
        "down": int((move < 0).sum()),
        "before": np.quantile(before, QUANTILES),
        "after": np.quantile(after, QUANTILES),
        "move": np.quantile(move, QUANTILES),
    }


def with_polars(frame):
    networks = range(NETWORKS)

    def strength(reach, at, midpoint):
        z = 0.3 * pl.col(f"{reach}{at}").log1p() + 0.7 * pl.col(f"reactions{at}").log1p()
        return 100.0 / (1.0 + (-(z - midpoint) / 2.0).exp())

    total = pl.sum_horizontal(pl.col(f"audience{at}") for at in networks)
    before = pl.sum_horizontal(pl.col(f"audience{at}") * strength("audience", at, 6.0) for at in networks) / total
    after = pl.sum_horizontal(strength("active", at, 5.5) for at in networks) / NETWORKS
    scores = frame.lazy().select(before=before, after=after).with_columns(move=pl.col("after") - pl.col("before"))
    figures = scores.select(
        (pl.col("move") < 0).sum().alias("down"),
        *(
            pl.col(column).quantile(p, "linear").alias(f"{column} {p}")
            for column in ("before", "after", "move")
            for p in QUANTILES
        ),
    ).collect()
    row = figures.row(0, named=True)
    told = {column: [row[f"{column} {p}"] for p in QUANTILES] for column in ("before", "after", "move")}
    return {"down": row["down"], **told}


def timed(call):
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def farthest(a, b):
    return max(float(np.abs(np.array(a[c]) - np.array(b[c])).max()) for c in ("before", "after", "move"))


def main():
    times = {}
    for turn in range(ROUNDS):
        result = ours()
        if turn == 0:
            data = np.fromfile(COLUMNS, dtype="<f8").reshape(3, NETWORKS, result["subjects"])
            names = [f"{kind}{at}" for kind in ("audience", "active", "reactions") for at in range(NETWORKS)]
            frame = pl.DataFrame(dict(zip(names, data.reshape(-1, result["subjects"]))))
            with_numpy(*data[:, :, :1000])
            with_polars(frame.head(1000))
        seconds, numpy_figures = timed(lambda: with_numpy(*data))
        times.setdefault("numpy", []).append(seconds)
        seconds, polars_figures = timed(lambda: with_polars(frame))
        times.setdefault("polars", []).append(seconds)
        for mode in ("streaming", "exact"):
            times.setdefault(f"ours, {mode}", []).append(result[mode]["seconds"])
        times.setdefault("ours, just both scores", []).append(result["bare"])

    agree = True
    for name, figures in (("numpy", numpy_figures), ("polars", polars_figures)):
        for mode, most in (("exact", 1e-9), ("streaming", result["streaming"]["resolution"])):
            far, counts = farthest(result[mode], figures), (result[mode]["down"], figures["down"])
            fits = far <= most and counts[0] == counts[1]
            agree &= fits
            print(f"{mode} and {name}: {counts[0]} and {counts[1]} fall; quantiles differ by at most {far:.1e}"
                  f" ({most} allowed): {'agree' if fits else 'DISAGREE'}")
    print()
    numpy_seconds = statistics.median(times["numpy"])
    for name, seconds in times.items():
        median = statistics.median(seconds)
        print(f"{name:24} {median:7.3f} s  {median / numpy_seconds:5.2f} times numpy")
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
