# %% [markdown]
# # Exercise: ten customers

# %%
from tests.example import data
from tests.example import ten_customers as check

# %% [markdown]
# ## 1 Total
# Give the total spend of each customer.

# %% tags=["answer"]
orders = data.orders()
### BEGIN SOLUTION
total = orders.groupby("customer_id")["amount_sek"].sum()
### END SOLUTION

# %%
check.total(total)

# %% [markdown]
# ## 2 Share
# Write a function that gives the share of revenue of the `n` largest customers.


# %% tags=["answer"]
def share_of_largest(spend, n=2):
    """Return the share of the `n` largest of `spend`, between 0 and 1."""
    ### BEGIN SOLUTION
    largest = spend.nlargest(n)
    return largest.sum() / spend.sum()
    ### END SOLUTION

# %%
check.share_of_largest(share_of_largest)
