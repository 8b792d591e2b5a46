# %% [markdown]
# # 10 · Evidence: lifecycle segmentation
#
# {{=way}}
#
# For readers who do not take a stage on trust. Lesson 10 works with two rules and five plans; here are the rules,
# systems and mistakes behind them, and one section for each of the documents' six claims: what it means, a test that
# is fair to it, the figure with its interval, the curve over the ordinary range. Bars and ranges stand in
# `lessons/claims.toml`: one rule for all claims, laid down before this evidence was computed, when the first
# edition's figures were known.
#
# Havnbo, its customers and what keeps them are invented: a figure shows a mechanism, never how real customers are.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from helpers import charts, claims, data, experiment, market

orders = data.load("orders")
members = data.load("customers").set_index("customer_id")
linked = data.load("identity")[["visitor_id", "customer_id"]]
sessions = data.load("sessions").merge(linked, on="visitor_id")
subscriptions, tickets = data.load("subscriptions"), data.load("tickets")
truth = data.truth("customers").set_index("customer_id").reindex(members.index)
has_left = truth["left_on"].notna().to_numpy()

# %% [markdown]
# ## Five systems, each with its stretch of the way
#
# A source says: collect along the whole way of a customer, from the first visit to the farewell. These are Havnbo's five
# systems, and for ten customers whom nearly all of them know, the days that each has seen.

# %%
knows = {
    "web shop": orders.query("channel == 'web'").set_index("customer_id")["ordered_at"],
    "tills and app": orders.query("channel != 'web'").set_index("customer_id")["ordered_at"],
    "web analytics": sessions.set_index("customer_id")["started_at"],
    "subscriptions": pd.concat(
        [subscriptions.set_index("customer_id")[day] for day in ("started_on", "cancelled_on")]
    ).dropna(),
    "service desk": tickets.set_index("customer_id")["opened_at"],
}
pd.DataFrame({"records": {name: len(days) for name, days in knows.items()},
              "customers seen": {name: days.index.nunique() for name, days in knows.items()}})

# %%
systems_of = pd.concat([pd.Series(1, days.index.unique()) for days in knows.values()]).groupby(level=0).sum()
ten_ids = systems_of.sample(frac=1, random_state=3).nlargest(10).index
fig, ax = plt.subplots(figsize=(charts.WIDTH, 4), layout="constrained")
for place, (name, days) in enumerate(knows.items()):
    for row, customer in enumerate(ten_ids):
        seen = days[days.index == customer]
        ax.plot(
            (data.TODAY - seen).dt.days,
            np.full(len(seen), row + 0.14 * (place - 2)),
            charts.MARKERS[place],
            markersize=4,
            color=charts.PALETTE[place],
            label=name if row == 0 else "_",
        )
ax.set(xlim=(735, -12), xlabel="days ago", ylabel="customer", yticks=range(10), yticklabels=ten_ids)
fig.legend(*ax.get_legend_handles_labels(), loc="outside upper center", ncols=5, frameon=False, handletextpad=0.1)
charts.show(
    fig,
    "Ten customers, a row each, with the days on which each of five systems has seen them. No system alone "
    "shows the whole way: visits come between orders, tickets and subscriptions stand apart.",
)

# %% [markdown]
# ## The rule, and how its limit was chosen
#
# The rhythm is the own median gap, as if two usual gaps had been seen too; the usual gap is the median of the wait from the
# first sign to the second, with those still waiting counted as far as they have waited (Kaplan and Meier). Here it is
# for any set of systems, on any day, and for customers drawn anew, which changes what is usual.

# %%
WEIGHT = 2  # how many usual gaps are mixed in


def days_seen(*tables):
    """Each customer's days with a sign of life: one row per customer and day."""
    rows = [table.set_axis(["customer_id", "day"], axis=1) for table in tables]
    signs = pd.concat(rows).assign(day=lambda t: t["day"].dt.normalize())
    return signs.drop_duplicates().sort_values(["customer_id", "day"], ignore_index=True)


def own_facts(signs, at):
    """What a customer's own days say: gaps, their median, silence, the first wait and whether it ended."""
    signs = signs[signs["day"] < at]
    by = signs.groupby("customer_id")["day"]
    gap = by.diff().dt.days.groupby(signs["customer_id"])
    second = signs[by.cumcount() == 1].set_index("customer_id")["day"].reindex(by.first().index)
    return pd.DataFrame({
        "gaps": gap.count(), "log_own": np.log(gap.median()).fillna(0), "silence_days": (at - by.max()).dt.days,
        "wait": (second.fillna(at) - by.first()).dt.days, "came": second.notna().astype(float),
    })


def usual_gap(facts, times=1):
    """Median of the wait to the second sign by Kaplan and Meier; the longest wait if fewer than half have come."""
    counts = (
        pd.DataFrame({"came": facts["came"] * times, "all": np.ones(len(facts)) * times})
        .groupby(facts["wait"])
        .sum()
    )
    waiting = counts["all"].sum() - counts["all"].cumsum().shift(fill_value=0)
    away = (1 - counts["came"] / waiting.where(waiting > 0, 1)).cumprod()
    return away[away <= 0.5].index[0] if (away <= 0.5).any() else away.index[-1]


def with_rhythm(facts, usual):
    rhythm = np.exp((facts["gaps"] * facts["log_own"] + WEIGHT * np.log(usual)) / (facts["gaps"] + WEIGHT))
    return facts.assign(rhythm_days=rhythm, rhythms=facts["silence_days"] / rhythm)


web_order = orders.loc[orders["channel"] == "web", ["customer_id", "ordered_at"]]
every_order, click_days = orders[["customer_id", "ordered_at"]], sessions[["customer_id", "started_at"]]
signs_of = [days_seen(web_order), days_seen(every_order), days_seen(every_order, click_days)]

# %% [markdown]
# Nobody tells a company who has left. But it can look back: stand on 1 July 2025, use only what was known then, and ask who
# bought in the half-year after. (The identity table has no dates, so we take its links of today: a small look ahead.)

# %%
facts_then = own_facts(signs_of[2], data.CUTOFF)
then = with_rhythm(facts_then, usual_gap(facts_then))
then["came_back"] = then.index.isin(orders.loc[orders["ordered_at"] >= data.CUTOFF, "customer_id"])
steps = [-0.01, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7, np.inf]
names = ["0–0.5", "0.5–1", "1–1.5", "1.5–2", "2–2.5", "2.5–3", "3–4", "4–5", "5–7", "over 7"]
back = then.groupby(pd.cut(then["rhythms"], steps, labels=names), observed=True)["came_back"].agg(["mean", "sem"])
looked_back = pd.DataFrame(
    {
        "figure": back["mean"],
        "low": back["mean"] - 1.96 * back["sem"],
        "high": back["mean"] + 1.96 * back["sem"],
    }
)
charts.intervals(
    100 * looked_back,
    "% who bought in the half-year after (95% interval)",
    title="By silence on 1 July 2025, in own rhythms",
)

# %% [markdown]
# Up to about one rhythm silence says little: {{then.loc[then["rhythms"] <= 1, "came_back"].mean():.0%}} buy again. Beyond three
# {{then.loc[then["rhythms"] > 3, "came_back"].mean():.0%}} do. There the lesson draws its line.
#
# ## Stages, from one system to five
#
# Two more systems may overrule the silence. A silent member with a running subscription does not count as slipping. Two
# kinds do, whatever else holds: those who cancelled one and are out of rhythm, and those who complained or asked to close the
# account and have not ordered since.

# %%
STAGES = ["active", "slipping", "new"]
SYSTEMS = ["web shop alone", "+ tills and app", "+ sessions", "+ subscriptions", "+ tickets"]
facts_of = [own_facts(signs, data.TODAY).reindex(members.index) for signs in signs_of]
usual_of = [usual_gap(facts.dropna()) for facts in facts_of]
table_of = [with_rhythm(facts, usual) for facts, usual in zip(facts_of, usual_of, strict=True)]

new = ((data.TODAY - members["member_since"]).dt.days < 90).to_numpy()
runs = members.index.isin(subscriptions.loc[subscriptions["cancelled_on"].isna(), "customer_id"])
stopped = members.index.isin(subscriptions["customer_id"]) & ~runs
last_order = orders.groupby("customer_id")["ordered_at"].max().reindex(members.index)
farewell = tickets[tickets["topic"].isin(["complaint", "close_account"])]
last_farewell = farewell.groupby("customer_id")["opened_at"].max().reindex(members.index)
unhappy = (last_farewell > last_order).to_numpy()
true_codes = np.select([has_left, new], [1, 2], 0)


def stage_codes(systems, limit, by="own rhythm", unseen=1, tables=table_of):
    """Stage of every member, as a position in STAGES, from the first so many systems; -1 is no stage."""
    table = tables[min(systems, 3) - 1]
    slips = (table["rhythms" if by == "own rhythm" else "silence_days"] > limit).to_numpy()
    if systems >= 4:
        slips = (slips & ~runs) | (stopped & (table["rhythms"] > 1).to_numpy())
    if systems >= 5:
        slips = slips | unhappy
    return np.select([slips, new, table["silence_days"].isna()], [1, 2, unseen], 0)


def right(codes):
    return (codes == true_codes).mean()


ours, web_list = stage_codes(5, 3), stage_codes(1, 180, "fixed days")
RULES = {"fixed: 180 days": (180, "fixed days"), "own: 3 rhythms": (3, "own rhythm")}
share_right = pd.DataFrame(
    [[right(stage_codes(i, *rule)) for i in range(1, 6)] for rule in RULES.values()],
    index=list(RULES),
    columns=[name.replace(" and ", "\nand ").replace("shop ", "shop\n") for name in SYSTEMS],
)
charts.grid(share_right, "members in their right stage", title="Members in their right stage")

# %% [markdown]
# From one system to five the right stages rise from {{share_right.iloc[1, 0]:.0%}} to {{share_right.iloc[1, 4]:.0%}} by the own rhythm, nearly
# all of it with tills, app and sessions. Subscriptions and tickets change little: there are too few of them. **Own rhythm and
# fixed days are about equally often right.** The difference lies in *whom* they find:

# %%
n_orders = orders.groupby("customer_id").size().reindex(members.index, fill_value=0)
kinds = pd.cut(n_orders, [-1, 1, 3, 7, 9999], labels=["0–1 orders", "2–3", "4–7", "8 or more"])
called = {}
for rule, choice in RULES.items():
    said_slipping = pd.Series(stage_codes(5, *choice) == 1, members.index)
    called[f"{rule}, of those who have left"] = said_slipping[has_left].groupby(kinds[has_left], observed=True).mean()
    active = true_codes == 0
    called[f"{rule}, of the truly active"] = said_slipping[active].groupby(kinds[active], observed=True).mean()
called = pd.DataFrame(called).T.sort_index(key=lambda names: names.str.contains("active"))
charts.grid(called, "called slipping away", title="Called slipping away, by orders in two years")

# %% [markdown]
# Of the frequent customers who have left, {{((kinds == "8 or more") & has_left).sum()}} in all, 180 days find {{called.iloc[0, 3]:.0%}}, the own
# rhythm {{called.iloc[1, 3]:.0%}}: for them half a year is an eternity. They are few, so the overall share hardly moves, but
# they are the ones whom Havnbo would miss. The price: more false alarms among the frequent, fewer among those who come
# rarely. What each stage truly holds, by the joined rule:

# %%
holds = pd.crosstab(
    pd.Series(ours).map(dict(enumerate(STAGES))),
    np.array(["active", "has left", "new"])[true_codes],
    normalize="index",
)
holds.rename_axis(index="we say", columns="truth").map("{:.0%}".format)

# %% [markdown]
# {{holds.loc["new", "has left"]:.0%}} of the newcomers have left already. Nearly all of these bought once, on the day they joined. No rule
# here sees that: who has just bought, and who has just bought for the last time, look the same. And visits comfort too long:
# in this market they go on for a while after the last purchase.
#
# ## It helps to keep customers
#
# The letter of the stage against the plain letter to the same people. The figure is the market's truth, not a noisy test;
# its interval says how far it would swing with other customers of the same kind. The curve hands some stages on to the next
# customer in a shuffled pile.

# %%
mail = pd.DataFrame({"customer_id": members.index, "offer": "everyone", "channel": "email"})
LETTER = {"active": "thanks", "slipping": "win_back", "new": "welcome"}
answers = {
    stage: market.expected(mail.assign(stage_message=letter))
    for stage, letter in {**LETTER, "plain": ""}.items()
}
may_write = (answers["plain"]["consent"] == 1).to_numpy()
stays = np.column_stack([answer["stay_with"] - answer["stay_without"] for answer in answers.values()])
lot = np.random.default_rng(10).permutation(len(members))


def extra(codes):
    """Customers kept per 100 letters more than by the plain letter, one value for each reader."""
    return 100 * (stays[np.arange(len(codes)), codes] - stays[:, -1])[may_write]


def more_than_plain(codes, certain=1.96):
    """Mean, and the ends of its interval."""
    values = extra(codes)
    spread = certain * values.std() / np.sqrt(len(values))
    return values.mean(), values.mean() - spread, values.mean() + spread


def mixed_up(codes, percent):
    """Stages of which so many are handed on to the next customer in a shuffled pile."""
    mixed, some = codes.copy(), lot[:round(len(codes) * percent / 100)]
    mixed[some] = np.roll(mixed[some], 1)
    return mixed


by_mix = pd.Series({x: extra(mixed_up(ours, x)).mean() for x in (0, 10, 20, 30, 40, 50, 60, 67)})
figure, low, high = more_than_plain(ours)
claims.judge("T1-lifecycle-pro", figure=figure, interval=(low, high), of="customers", curve=by_mix)

# %% [markdown]
# Mistakes at random are borne well. Mistakes with a direction are not: that is the next claim.
#
# ## It may need customer systems that are joined up
#
# *May*: is there an ordinary number of days at which stages from the web shop alone keep fewer customers than no stages at
# all? Nine settings are tried, so each interval is widened until all nine hold together.

# %%
by_days = pd.DataFrame(
    {
        d: more_than_plain(stage_codes(1, d, "fixed days"), 2.77)
        for d in (60, 90, 120, 150, 180, 210, 240, 300, 365)
    },
    index=["figure", "low", "high"],
).T
figure, low, high = more_than_plain(web_list)
claims.judge("T1-lifecycle-con", figure=figure, interval=(low, high), of="customers", curve=by_days)

# %% [markdown]
# The web list is right for {{right(web_list):.0%}}. Is that simply too few? Take the true stages and mix some up until just as few are
# right:

# %%
handed_on = [mixed_up(true_codes, x) for x in range(101)]
as_wrong = min(handed_on, key=lambda codes: abs(right(codes) - right(web_list)))
one_way = ((web_list == 1) & (true_codes == 0)).sum() / (web_list != true_codes).sum()
three = {"no mistakes": true_codes, "mistakes drawn by lot": as_wrong, "the web list's mistakes": web_list}
pd.DataFrame({name: {"right": right(codes), "kept per 100 more than by the plain letter": extra(codes).mean()}
              for name, codes in three.items()}).T.round(2)

# %% [markdown]
# {{one_way:.0%}} of the web list's mistakes go one way: active customers are told that they are missed. What a mistake costs, in two
# weeks' profit and next year's margin:

# %%
def everybody_gets(stage):
    return np.full(len(members), [*LETTER, "plain"].index(stage))


def letters(codes):
    """The plan that sends each stage its letter (-1 and "plain": the plain one)."""
    return mail.assign(stage_message=np.array([*LETTER.values(), ""])[codes])


def value_sek(stage):
    """Each customer's worth after a letter: orders of 14 days, and next year if still there."""
    a = answers[stage]
    return (a["chance_with"] * market.MARGIN * a["basket_sek"] + a["stay_with"] * a["year_margin_sek"]).to_numpy()


def worth_sek(codes):
    """Profit within 14 days, and next year's margin of those kept."""
    plan = letters(codes)
    profit = market.expected_profit(plan)
    return profit, market.expected_worth(plan) - profit


thanks_better = value_sek("active") - value_sek("slipping")
cost_active = thanks_better[may_write & (true_codes == 0)].mean()
cost_left = -thanks_better[may_write & has_left].mean()
sure_enough = cost_active / (cost_active + cost_left)
pd.Series(
    {"“we miss you” to an active customer": cost_active, "“thanks” to one who has left": cost_left}
).round(1).to_frame("cost (SEK)")

# %%
choices = {
    "plain letter": everybody_gets("plain"),
    "thanks to everybody": everybody_gets("active"),
    "web list, 180 days": web_list,
    "web list; never seen: plain": stage_codes(1, 180, "fixed days", unseen=-1),
    "web shop, 720 days": stage_codes(1, 720, "fixed days"),
    "web shop, own rhythm": stage_codes(1, 3),
    "all joined, 180 days": stage_codes(5, 180, "fixed days"),
    "all joined, own rhythm": ours,
    "all joined, six rhythms": stage_codes(5, 6),
    "true stages (nobody has them)": true_codes,
}
worth = pd.DataFrame(
    {
        name: [
            100 * right(codes),
            100 * stays[np.arange(len(codes)), codes][may_write].mean(),
            *worth_sek(codes),
        ]
        for name, codes in choices.items()
    },
    index=["right (%)", "kept per 100", "14 days (SEK)", "next year (SEK)"],
).T
worth["both (SEK)"] = worth["14 days (SEK)"] + worth["next year (SEK)"]
worth.loc[["plain letter", "thanks to everybody"], "right (%)"] = np.nan
forms = {"right (%)": "{:.0f}", "kept per 100": "{:.2f}"}
told = worth.sort_values("both (SEK)").apply(lambda column: column.map(forms.get(column.name, "{:,.0f}").format))
told.replace("nan", "–")

# %% [markdown]
# One mistake costs {{cost_active / cost_left:.0f}} times the other, so it pays to say "we miss you" only to customers of whom you are about
# {{sure_enough:.0%}} sure that they have left. Read from the table: (1) members whom the web shop has never seen, given a plain letter,
# mend its list. (2) Patience protects where data are thin: with unfinished gaps counted, rhythms from the web shop are long.
# (3) The rule that is right more often need not be the better one: compare three rhythms with six. (4) In *money* even the
# untreated web list passes the plain letter, since those whom it thanks are its best customers.
#
# How many customers would an experiment need to tell the joined stages from the plain letter, in four of five tests?

# %%
plain = answers["plain"]
base = 0.5 * (plain["stay_without"] + plain["stay_with"])[may_write].mean()
gain_kept = extra(ours).mean() / 100
needed = 16 * base * (1 - base) / gain_kept**2
pd.Series(
    {"needed in each group": round(needed, -3), "members who may be written to": may_write.sum()}
).map("{:,.0f}".format).to_frame("customers")

# %% [markdown]
# ## It needs a customer system that is joined up
#
# The source asks for a joined system, not for every last join. So we begin with one system and ask which part of what
# five gain is missing. In each draw of the customers the usual gap is learned again, and with it every rhythm.

# %%
def missing_share(systems_kept):
    return 100 * (1 - systems_kept / systems_kept[5])


kept_by = pd.Series({i: extra(stage_codes(i, 3)).mean() for i in range(1, 6)})
by_joins = missing_share(kept_by)
rng, swings = np.random.default_rng(12), []
for _ in range(120):
    times = np.bincount(rng.integers(0, len(members), len(members)), minlength=len(members))
    tables = []
    for facts in facts_of:
        seen = facts["wait"].notna()
        tables.append(with_rhythm(facts, usual_gap(facts[seen], times[seen.to_numpy()])))
    swings.append(missing_share(pd.Series({
        i: np.average(extra(stage_codes(i, 3, tables=tables)), weights=times[may_write]) for i in (1, 5)
    }))[1])

claims.judge(
    "T2-lifecycle-con1",
    figure=by_joins[1],
    interval=tuple(np.percentile(swings, [2.5, 97.5])),
    of="customers",
    curve=by_joins,
)

# %% [markdown]
# The curve tells which join matters. With tills and app {{by_joins[2]:.0f}}% of the gain is missing, with the sessions {{max(by_joins[3], 0):.0f}}%;
# the fourth and fifth system change hardly anything in *these* letters. The other card on systems asks whether one
# system can do harm; this one asks how much it misses.
#
# ## It is the best method for keeping customers
#
# *Best* needs rivals, and the best of them counts: the letter of the main need by purchases (lesson 05), by values (lesson
# 04, for those who answered), by the mix of purchases and clicks (lesson 12), and an exclusive first look for the most loyal
# (lesson 08). In each draw of the customers the best rival is chosen again.

# %%
purchases = data.purchases()
clicks = sessions.assign(need=sessions["category"].map(market.NEED_OF))


def votes(rows, time, days):
    """Rows of the last days by member and need, one vote each."""
    lately = rows[rows[time] >= data.TODAY - pd.Timedelta(days=days)]
    return pd.crosstab(lately["customer_id"], lately["need"]).reindex(
        index=members.index, columns=list(market.NEEDS), fill_value=0
    )


def main_need(counts):
    return counts.idxmax(axis=1).where(counts.any(axis=1), "everyone")


survey = data.load("survey").query("wave == 1").set_index("customer_id").drop(columns="wave").astype(float)
marks = survey.sub(survey.mean(axis=1), axis=0).T.groupby(np.repeat(list(market.NEEDS), 4)).mean().T
bought, clicked = votes(purchases, "ordered_at", 365), votes(clicks, "started_at", 180)
by_method = {
    "purchases": main_need(bought),
    "values": marks.dropna(how="all").idxmax(axis=1).reindex(members.index).fillna("everyone"),
    "purchases and clicks": main_need(bought + clicked),
}
in_order = n_orders.rank(method="first", ascending=False).to_numpy() / len(members)


def kept_more(plan):
    """Customers kept per 100 letters by a plan, one value for each reader."""
    chances = market.expected(plan)
    return 100 * (chances["stay_with"] - chances["stay_without"]).to_numpy()[may_write]


# %%
gains = {name: kept_more(mail.assign(offer=offer.to_list())) for name, offer in by_method.items()}
schemes = {
    x: kept_more(mail.assign(exclusive=(in_order <= x / 100).astype(int)))
    for x in (10, 20, 30, 40, 50, 60, 80, 100)
}
by_stage = kept_more(letters(ours))
best_of_letters = max(gain.mean() for gain in gains.values())
lead = pd.Series({x: by_stage.mean() - max(best_of_letters, gain.mean()) for x, gain in schemes.items()})

rivals = np.column_stack([*gains.values(), schemes[20]])
rng = np.random.default_rng(13)
swings = []
for _ in range(400):
    drawn = rng.integers(0, len(rivals), len(rivals))
    swings.append(by_stage[drawn].mean() - rivals[drawn].mean(axis=0).max())
claims.judge(
    "T2-lifecycle-pro1",
    figure=lead[20],
    interval=tuple(np.percentile(swings, [2.5, 97.5])),
    of="customers",
    curve=lead,
)

# %%
means = {name: gain.mean() for name, gain in gains.items()} | {
    "first look, loyal fifth": schemes[20].mean(),
    "first look, everybody": schemes[100].mean(),
}
charts.bars(
    pd.Series({"stages": by_stage.mean(), **means}),
    "customers kept per 100 letters, no luck",
    form="{:.2f}",
    title="Stages and their rivals",
)

# %% [markdown]
# Stages win against the letter by purchases alone and against a club for the loyal fifth. But the letter by purchases *and
# clicks* keeps as many: whoever looks at what customers do now knows much of what a stage knows. (The club, opened to everybody,
# would keep more than either; but then it is no club.) How methods combine is lesson 12.
#
# ## It makes looking after customers simpler
#
# A start desk could take newcomers' tickets at once. A ticket on the wrong desk is forwarded; complaints and closed
# accounts (`keep`) are forwarded from either. How long somebody counts as a newcomer, 0 to 180 days, is learned from the last
# months of 2024 and judged on the tickets of 2025. In the draws the tickets of both years are drawn anew, and the window is
# learned again.

# %%
desk = {"how_to_start": "start", "complaint": "keep", "close_account": "keep"}
asked = tickets.assign(desk=tickets["topic"].map(desk).fillna("goods")).join(members["member_since"], on="customer_id")
asked["days_as_member"] = (asked["opened_at"].dt.normalize() - asked["member_since"]).dt.days
WINDOWS = np.arange(0, 181, 15)
newcomer = asked["days_as_member"].to_numpy()[:, None] < WINDOWS
saved = newcomer * (asked["desk"].eq("start").astype(int) - asked["desk"].eq("goods")).to_numpy()[:, None]
judged = (asked["opened_at"] >= "2025-01-01").to_numpy()
learned_from = {
    months: (
        (asked["opened_at"] >= pd.Timestamp("2025-01-01") - pd.DateOffset(months=months)) & ~judged
    ).to_numpy()
    for months in (3, 6, 9, 12)
}
by_months = pd.Series(
    {
        months: 100 * saved[judged][:, saved[rows].sum(axis=0).argmax()].mean()
        for months, rows in learned_from.items()
    }
)
window = WINDOWS[saved[learned_from[12]].sum(axis=0).argmax()]

rng = np.random.default_rng(14)
before, after, swings = saved[learned_from[12]], saved[judged], []
for _ in range(400):
    chosen = before[rng.integers(0, len(before), len(before))].sum(axis=0).argmax()
    swings.append(100 * after[rng.integers(0, len(after), len(after)), chosen].mean())
low, high = np.percentile(swings, [2.5, 97.5])
claims.judge(
    "T2-lifecycle-pro2",
    figure=by_months[12],
    interval=(min(low, by_months[12]), max(high, by_months[12])),
    of="customers",
    curve=by_months,
)

# %%
ages = pd.cut(
    asked["days_as_member"],
    [-1, 30, 60, 90, 180, 99999],
    labels=["0–30", "31–60", "61–90", "91–180", "over 180"],
)
mix = pd.crosstab(ages, asked["desk"])
mix["mean minutes"] = asked.groupby(ages, observed=True)["handling_minutes"].mean().round(1)
mix.where(mix >= 5).rename_axis("days as a member")

# %% [markdown]
# Learned from a year of tickets, the window is {{window}} days (0 would mean no such desk). The 90 days of the letters' stage would
# have changed {{100 * saved[judged][:, list(WINDOWS).index(90)].mean():+.1f}} tickets of 100 in 2025: a stage made for letters need not suit a desk, since newcomers
# soon ask what everybody asks. What else could the stage simplify? Minutes, hardly: a newcomer's ticket takes about one
# more than others, at whatever desk. But turn the idea round, and a ticket announces the stage:

# %%
done = asked[asked["opened_at"] < data.TODAY - pd.Timedelta(days=90)].join(truth["left_on"], on="customer_id")
left_soon = (done["left_on"] - done["opened_at"]).dt.days <= 90
gone = left_soon.groupby(done["topic"]).agg(["size", "mean"]).query("size >= 20").sort_values("mean")
gone.columns = ["tickets", "gone 90 days later"]
gone.assign(**{"gone 90 days later": gone["gone 90 days later"].map("{:.0%}".format)})

# %% [markdown]
# A silence cannot announce a farewell: it begins when the customer has gone. A complaint can. Route complaints by what they
# say, not by who sends them. (The last column is known in this market only.)
#
# ## It can get too complicated
#
# A marketer would love to know who left *just now* and is still warm. We split the stages by how long ago a customer left
# or joined, and count all customers who stand in the right one, against two stages: still here, or gone. *Can* asks for one
# number of stages at which the whole interval passes; five are tried, so the intervals are widened until all five hold
# together.

# %%
SPLITS = {
    2: ([], []),
    3: ([90], []),
    4: ([90], [365]),
    5: ([90], [180, 365]),
    6: ([45, 90], [180, 365]),
    7: ([45, 90], [90, 180, 365]),
}
membership = (data.TODAY - members["member_since"]).dt.days.to_numpy()
silence, rhythm = table_of[2]["silence_days"].fillna(730), table_of[2]["rhythm_days"].fillna(0)
gone_seen = (silence - rhythm).clip(lower=0).to_numpy()
gone_true = (data.TODAY - truth["left_on"]).dt.days.fillna(0).to_numpy()


def finer(codes, days_gone, k):
    """Stage names when new and slipping are split into k stages in all."""
    joins, leaves = SPLITS[k]
    labels = np.array(["active"] * len(codes), dtype=object)
    for stage_code, days, cuts in ((2, membership, joins), (1, days_gone, leaves)):
        where = (codes == stage_code) & ((stage_code == 1) | bool(cuts))
        labels[where] = [f"{STAGES[stage_code]} {part + 1}" for part in np.digitize(days[where], cuts)]
    return labels


said = {k: finer(ours, gone_seen, k) for k in SPLITS}
hits = np.column_stack([said[k] == finer(true_codes, gone_true, k) for k in SPLITS]).astype(float)

# %%
rng = np.random.default_rng(15)
fewer = pd.Series(100 * (1 - hits.mean(axis=0) / hits.mean(axis=0)[0]), list(SPLITS))
shares = np.array([hits[rng.integers(0, len(hits), len(hits))].mean(axis=0) for _ in range(400)])
swings = 100 * (1 - shares / shares[:, :1])
low, high = np.percentile(swings, [0.5, 99.5], axis=0)
by_stages = pd.DataFrame({"figure": fewer, "low": low, "high": high}, index=list(SPLITS))
claims.judge("T2-lifecycle-con2", figure=fewer[3], curve=by_stages)

# %%
rows = {}
for name in np.unique(said[5]):
    here = said[5] == name
    kept_with = pd.Series(100 * stays[here & may_write].mean(axis=0), [*LETTER.values(), "plain"])
    rows[name] = [here.sum(), f"{hits[here, 3].mean():.0%}", kept_with.idxmax()]
of_five = pd.DataFrame(rows, index=["customers", "belong there", "letter that keeps most"]).T
of_five

# %% [markdown]
# With the third stage, *new*, nobody more stands in a wrong one: the day somebody joined is known, so the figure is exactly
# none in every draw and needs no interval. With seven stages {{fewer[7]:.0f}}% fewer stand right: less than the tenth that was set as the bar.
# Most customers are in the large old stages, where a cut does little harm. Where it hurts is seen stage by stage.
#
# The table has five stages; "slipping 1" left within half a year, by our rule. {{of_five.loc["slipping 1", "belong there"]}} of them really did. The stage that everybody
# wants most is the one that cannot be seen: by the time a silence speaks, it is old. And note the last column: so many who are
# told that they have slipped are still there that another letter may keep more of them. More stages do not lead to more
# letters worth sending.
#
# ## Subscriptions: whom to send a renewal offer?
#
# One source lets a subscription service send its offers to *active* customers. Do they need one? Who had a running
# subscription on 1 July 2025, in or out of rhythm, and who had cancelled by the end of the year?

# %%
begun = subscriptions["started_on"] < data.CUTOFF - pd.Timedelta(days=30)
ran = subscriptions[begun & ~(subscriptions["cancelled_on"] < data.CUTOFF)]
out = then["rhythms"].reindex(ran["customer_id"]).fillna(9).to_numpy() > 1
lost = ran["cancelled_on"].notna().astype(int)
lost_out, lost_in, apart, *ends = experiment.rate_difference(lost[out], lost[~out])
due = subscriptions[subscriptions["renews_on"] < data.TODAY + pd.Timedelta(days=90)]
due_out = (table_of[2]["rhythms"].reindex(due["customer_id"]) > 1).sum()
pd.DataFrame(
    {"subscriptions": [(~out).sum(), out.sum()], "cancelled": [f"{lost_in:.0%}", f"{lost_out:.0%}"]},
    index=["in rhythm", "out of rhythm"],
)

# %% [markdown]
# Apart by {{100 * apart:.0f}} points, 95% interval {{100 * ends[0]:.0f}} to {{100 * ends[1]:.0f}}. So an offer to those in rhythm goes, {{1 - lost_in:.0%}} of the
# time, to somebody who stays anyway: lesson 05's discount once more. In the next 90 days {{len(due)}} subscriptions are due,
# {{due_out}} of them of customers out of rhythm. These may come first, with a control group: our data say who may be at risk, not
# whom an offer would keep.
#
# ## Who is wrongly missed?

# %%
age = data.TODAY.year - members["birth_year"].astype(float)
groups = {
    "up to 65 years": age <= 65, "over 65 years": age > 65,
    "a device is linked": pd.Series(members.index.isin(linked["customer_id"]), members.index),
    "no device is linked": pd.Series(~members.index.isin(linked["customer_id"]), members.index),
}
unfair = pd.Series({name: (ours[(true_codes == 0) & who.to_numpy()] == 1).mean() for name, who in groups.items()})
unfair.map("{:.0%}".format).to_frame("of the truly active, told “we miss you”")

# %%
two_letters = 2 * market.MESSAGE_COST_SEK
lead_sek = worth.loc["all joined, six rhythms", "both (SEK)"] - worth.loc["thanks to everybody", "both (SEK)"]
enough = len(members) * two_letters / (lead_sek + two_letters)

# %% [markdown]
# Joined systems see those who click. Of customers still active, those without a linked device are told "we miss you"
# {{unfair["no device is linked"] / unfair["a device is linked"]:.1f}} times as often, the over 65s {{unfair["over 65 years"] / unfair["up to 65 years"]:.1f}} times as often as
# the younger. Check every rule by such groups. And on a short list, below some {{round(enough, -2):,.0f}} members here, the two further
# letters of the stages cost more to write than they add to a thank-you.
#
# {{=way}}
