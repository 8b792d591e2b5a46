"""Write `datasets/` anew: `python -m datasets.draw`."""

from datasets.draw import write

write()
