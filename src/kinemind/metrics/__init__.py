"""Metrics: plain functions, one a file, each with its definition, source and range."""
