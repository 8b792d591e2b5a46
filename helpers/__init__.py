"""The small Python package that the notebooks import: one module, one job."""
