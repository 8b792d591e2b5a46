# %% [markdown]
# # 07 · Evidence: technological segmentation
#
# {{=way}}
#
# Read this if you doubt lesson 07, or must defend it. For both claims you find what it means, the test and why it is
# fair, the figure with its interval, and the curve over the ordinary range of what can be turned; the price of the
# lowest step of the ladder comes last. Bars and ranges stand in `lessons/claims.toml`: one rule for all claims, laid
# down before this evidence was computed, when the first edition's figures were known.
#
# The market is invented: it shows how things work, never how real customers are.

# %%
import numpy as np
import pandas as pd
from scipy.stats import norm

from helpers import charts, claims, data, market

CHANNELS = ["push", "email", "sms", "post"]
customers = data.load("customers").set_index("customer_id")
age = (data.TODAY.year - customers["birth_year"]).astype(float)
allowed = (customers[[f"consent_{channel}" for channel in CHANNELS]] == 1).set_axis(CHANNELS, axis=1)

# %% [markdown]
# ## Four lists that chose themselves
#
# The same plain offer in each channel, to all who allow it, each list with a control group. The ages hardly differ; what
# else sets those apart who allow push, no table says. So this picture compares lists, not channels.

# %%
rows = {}
for channel in CHANNELS:
    sent = market.run(market.plan(allowed.index[allowed[channel]], channel=channel), holdout=0.3, seed=7)
    result = market.effect(sent).loc["converted", ["effect", "low", "high"]]
    rows[f"{channel}, median age {age[allowed[channel]].median():.0f}"] = 100 * result.astype(float)
lists = pd.DataFrame(rows).T.set_axis(["figure", "low", "high"], axis=1)
charts.intervals(lists, "orders added per 100 (95% interval)", title="Each channel, to all who allow it", form="{:.1f}")

# %% [markdown]
# ## It suits marketing through digital channels
#
# *Suits* means: among people who allow push and post, a push brings more orders than the same offer by letter. Half of them, drawn at
# random, get the push, the others the letter, in three campaigns with the same halves. Each customer counts once, with
# the mean of the three answers, because three answers of one person are alike. The lesson shows one such campaign.
#
# The figure is measured; the curve is what this market knows, when the customer has had other pushes in the past month.
# A letter follows after none.

# %%
both = allowed.index[allowed["push"] & allowed["post"]]
half = np.random.default_rng(7).random(len(both)) < 0.5


def share_of_three(ids, channel):
    """In how many of three campaigns each customer bought, as a share of the three."""
    runs = [market.run(market.plan(ids, channel=channel), holdout=0, seed=seed) for seed in (7, 8, 9)]
    return pd.concat(runs).groupby("customer_id")["converted"].mean()


by_push, by_post = share_of_three(both[half], "push"), share_of_three(both[~half], "post")
points = 100 * (by_push.mean() - by_post.mean())
error = 100 * np.hypot(by_push.sem(), by_post.sem())
pd.Series({"push": 100 * by_push.mean(), "letter": 100 * by_post.mean(), "difference": points}).round(
    1
).to_frame("bought, of 100")


# %%
def push_beyond_letter(recent):
    """Orders per 100 of a push after so many others, less those of a letter after none."""
    push = market.expected(market.plan(both, channel="push", recent_messages=recent))
    letter = market.expected(market.plan(both, channel="post"))
    return 100 * (push["chance_with"] - letter["chance_with"]).mean()


worn = pd.Series({recent: push_beyond_letter(recent) for recent in (0, 1, 2, 3, 4, 6, 8)})
claims.judge(
    "T1-technological-pro",
    figure=points,
    interval=(points - 1.96 * error, points + 1.96 * error),
    of="experiment",
    curve=worn,
)

# %% [markdown]
# Money moves the other way: a push costs {{market.CONTACT_COST_SEK["push"]:.1f}} SEK and a letter
# {{market.CONTACT_COST_SEK["post"]:.0f}}. That a worn push still pays for itself is no argument for sending it: the next one is worn
# further, and some take their permission back.
#
# ## It can leave some groups of people out
#
# *Reach* is the share of people whom push or e-mail may reach. The figure says how much lower it is from an age on than below it, as
# a share of the reach below, so that the course's tenth is a tenth of what is compared. The customers are drawn anew. The claim
# says *can*: it is right if the whole interval lies above the bar at some age in the range. Seven ages are seven tries, so the
# intervals of the curve are wider: together, they all hold in 95 of 100 draws or more.

# %%
digital = (allowed["push"] | allowed["email"])[age.notna()].to_numpy()
known_age = age.dropna().to_numpy()
AGES = [50, 55, 60, 65, 70, 75, 80]


def lower_reach(from_age, sure):
    """How much lower reach is from an age on (%), with its interval; the ratio's logarithm is close to normal."""
    old, young = digital[known_age >= from_age], digital[known_age < from_age]
    if len(old) < 5 or not old.any():
        return {"figure": np.nan, "low": np.nan, "high": np.nan}
    ratio = old.mean() / young.mean()
    spread = np.sqrt((1 - old.mean()) / old.sum() + (1 - young.mean()) / young.sum()) * norm.ppf((1 + sure) / 2)
    return {
        "figure": 100 * (1 - ratio),
        "low": 100 * (1 - ratio * np.exp(spread)),
        "high": 100 * (1 - ratio * np.exp(-spread)),
    }


by_age = pd.DataFrame({from_age: lower_reach(from_age, 1 - 0.05 / len(AGES)) for from_age in AGES}).T
at_65 = lower_reach(65, 0.95)
claims.judge("T1-technological-con", figure=at_65["figure"], interval=(at_65["low"], at_65["high"]), of="customers",
             curve=by_age)

# %%
bands = pd.cut(age, [0, 30, 45, 55, 65, 75, 120], right=False,
               labels=["under 30", "30–44", "45–54", "55–64", "65–74", "75 and over"])
channels = allowed.assign(**{"push or e-mail": allowed["push"] | allowed["email"], "none": ~allowed.any(axis=1)})
reach = channels.groupby(bands.rename("age"), observed=True).mean()
charts.grid(reach.T, "share of customers", title="Reach by age")

# %% [markdown]
# The gap opens slowly. Push or e-mail reaches {{reach.loc["45–54", "push or e-mail"]:.0%}} at 45–54 years,
# {{reach.loc["65–74", "push or e-mail"]:.0%}} at 65–74 and {{reach.loc["75 and over", "push or e-mail"]:.0%}} from 75 on. So it matters
# whom you call older, and a report that stops at "65+" hides the group that is really left out.
#
# ## The price of the lowest step
#
# The lesson says that letters to those who allow nothing else cost nothing in the end. That is a sum over few people, at one
# price of paper and stamp. Here the customers are drawn anew, at several prices.

# %%
step = pd.Series("none", index=customers.index)
for channel in ["post", "sms", "email", "push"]:
    step[allowed[channel]] = channel

only_post = market.reached(market.plan(step.index[step == "post"], channel="post"))
margin = ((only_post["chance_with"] - only_post["chance_without"]) * only_post["basket_sek"] * market.MARGIN).to_numpy()
lowest = pd.Series({price: margin.sum() - price * len(margin) for price in (5, 7, 9, 11, 13)})
charts.curve(
    lowest,
    x="cost of one letter (SEK)",
    y="SEK from the lowest step",
    bar=0,
    at=market.CONTACT_COST_SEK["post"],
    title=f"Letters to {len(margin)} people who allow nothing else",
    form="{:,.0f}",
)

# %%
drawn = np.random.default_rng(0).integers(0, len(margin), (1000, len(margin)))
low, high = np.percentile(margin[drawn].sum(axis=1) - market.CONTACT_COST_SEK["post"] * len(margin), [2.5, 97.5])
pd.Series({"adds": lowest[9], "95% interval from": low, "to": high}).round(-1).astype(int).to_frame("SEK, at our price")

# %% [markdown]
# At our price the step adds {{round(lowest[9], -1):,.0f}} SEK; for another such {{len(margin)}} customers it might be anything from
# {{round(low, -1):,.0f}} to {{round(high, -1):,.0f}}: next to nothing, as the lesson says. From about
# {{margin.mean():.0f}} SEK a letter on (ours costs {{market.CONTACT_COST_SEK["post"]:.0f}}) the step is a loss, and leaving
# nobody out has a price. Then it is a decision, not a sum.
#
# {{=way}}
