"""Rows of the files that people import: CSV, JSONL, YAML, Parquet, plain or packed."""
