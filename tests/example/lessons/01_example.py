# %% [markdown]
# # Ten customers
#
# What do ten customers spend?

# %%
import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display

from helpers import claims
from page import quiz

# %%
spend = pd.DataFrame(
    {"customer_id": range(1, 11), "spend_sek": [120, 80, 400, 95, 60, 310, 45, 150, 75, 1204]}
)
spend.nlargest(3, "spend_sek")

# %%
share = spend["spend_sek"].nlargest(2).sum() / spend["spend_sek"].sum()
print(f"The top fifth of customers hold {share:.1%} of the revenue.")

# %%
figure, axes = plt.subplots(figsize=(4, 2.5))
axes.bar(spend["customer_id"], spend["spend_sek"], color="#0072B2")
axes.set(xlabel="customer", ylabel="spend (SEK)")
alt = "Bar chart of the spending of ten customers; the tenth spends most."
plt.close(figure)
display(figure, metadata={"image/png": {"alt": alt}})

# %%
by_cost = pd.Series([share, share / 2, -share], index=[100, 1_800, 6_000])
claims.judge("T1-behavioural-pro", figure=share / 2, curve=by_cost)

# %%
quiz.ask(
    "Which mean is safer when one customer spends far more than all others?",
    {
        "The arithmetic mean": "One large value pulls it up, so it describes nobody.",
        "The median": "Half of the customers spend less, half more, whatever the largest one does.",
    },
    right="The median",
    key="01_example/quiz-1",
)
