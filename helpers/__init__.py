"""The small Python package that the notebooks import: one module, one job."""

import pandas as pd

pd.set_option("display.max_colwidth", None)  # a sentence in a table is shown whole
pd.set_option("styler.format.escape", "html")  # in the cells of a styled table a file's text is text, too
