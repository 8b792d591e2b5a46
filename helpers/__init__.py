"""The small Python package that the notebooks import: one module, one job."""

import pandas as pd

pd.set_option("display.max_colwidth", None)  # a sentence in a table is shown whole
