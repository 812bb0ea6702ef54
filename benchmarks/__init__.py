"""Our way and the usual way in one run, on one tenant of our own, as ratios: `python -m benchmarks [NAME]...`."""
