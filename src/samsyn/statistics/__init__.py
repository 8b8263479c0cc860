"""What small numbers can bear: intervals, funnels, shrinkage and verdicts."""

from samsyn.statistics.counts import InvalidCentre, InvalidCounts
from samsyn.statistics.detectable_difference import (
    smallest_detectable_difference,
    smallest_detectable_rate_difference,
)
from samsyn.statistics.difference import newcombe
from samsyn.statistics.funnel import (
    estimate_overdispersion,
    funnel_limits,
    rate_funnel_limits,
)
from samsyn.statistics.intervals import (
    Interval,
    clopper_pearson,
    poisson_exact,
    rate_interval,
    wilson,
)
from samsyn.statistics.shrinkage import Shrunken, TooFewGroups, shrink_rates, shrink_shares
from samsyn.statistics.tails import InvalidConfidence
from samsyn.statistics.verdict import (
    InvalidRange,
    Judgement,
    Verdict,
    judge_amount,
    judge_amount_within,
    judge_rate,
    judge_rate_within,
    judge_share,
    judge_share_within,
)

__all__ = [
    "Interval",
    "InvalidCentre",
    "InvalidConfidence",
    "InvalidCounts",
    "InvalidRange",
    "Judgement",
    "Shrunken",
    "TooFewGroups",
    "Verdict",
    "clopper_pearson",
    "estimate_overdispersion",
    "funnel_limits",
    "judge_amount",
    "judge_amount_within",
    "judge_rate",
    "judge_rate_within",
    "judge_share",
    "judge_share_within",
    "newcombe",
    "poisson_exact",
    "rate_funnel_limits",
    "rate_interval",
    "shrink_rates",
    "shrink_shares",
    "smallest_detectable_difference",
    "smallest_detectable_rate_difference",
    "wilson",
]
