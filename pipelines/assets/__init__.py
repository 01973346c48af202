"""Thin assets, one module per layer: each asks one module for one thing and hands the result on with metadata."""
