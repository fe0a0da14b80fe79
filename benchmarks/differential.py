"""Compare the executor with the brute-force oracle on many random queries.

python -m benchmarks.differential --count 100000 --seed 7
"""

from __future__ import annotations

import argparse
import time

from tests.engines.differential import check_corpora


def main() -> None:
    """Run the comparison; the first difference is an AssertionError that names the query."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    start = time.perf_counter()
    count = check_corpora(seed=options.seed, count=options.count)
    print(f"{count:,} queries agree with the oracle, seed {options.seed}, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
