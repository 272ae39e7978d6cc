"""Lensboard against bare twins: the ratios of docs/benchmarks.md, measured in one run on one machine."""
