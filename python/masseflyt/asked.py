"""What a scenario and a plan can both be asked. The answers are in :mod:`masseflyt.questions`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Literal

from masseflyt import _masseflyt, questions
from masseflyt.errors import ErrorCode, MasseflytError, make
from masseflyt.questions import Conflict, Difference, Progress, Robust, Whys

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OBJECTIVE_KEYS", "Asked", "plan_many"]

OBJECTIVE_KEYS = ("nok", "co2e", "exposure", "road_km")
"""NOK per NOK, per kg CO2e, per vehicle-km in built-up area, per road vehicle-km."""


class Asked:
    """Questions; every one plans again, without the interpreter lock, until Ctrl-C.

    Options that all of them share: ``objective`` (weights as in :meth:`Scenario.plan`; default: as
    the scenario says, or as the plan was made with), ``threads`` (0: as many as the machine has;
    never changes an answer), ``time_limit`` in seconds, and ``progress``. They raise what
    :meth:`Scenario.plan` raises, and ``DeadlineError`` if there is no answer in time.
    """

    __slots__ = ()

    def _asked_document(self) -> _masseflyt.Document:
        raise NotImplementedError

    def _own_weights(self) -> list[float]:
        return []  # as the document says

    def _ask(
        self,
        objective: Mapping[str, float] | None,
        threads: int,
        time_limit: float | None,
        progress: Progress | None,
    ) -> _masseflyt.Asking:
        weights = self._own_weights() if objective is None else objective_weights(objective)
        return questions.asking(weights, threads, time_limit, progress)

    # ---- why? ------------------------------------------------------------------------------------

    def why(
        self,
        subject: str,
        *,
        at: str = "",
        objective: Mapping[str, float] | None = None,
        threads: int = 0,
        time_limit: float | None = None,
        progress: Progress | None = None,
    ) -> Whys:
        """Tell why an offer is not placed or a need not filled, and how little would change it.

        Every change that is told was planned again, alone: it says how much it places and what the
        whole plan saves or costs by it.

        Parameters
        ----------
        subject
            Id of an offer or a need.
        at
            A receiver, store, quarry or need: why does it not go there?

        Raises
        ------
        NotFoundError
            If no such offer, need or place is in the plan.
        """
        ask = self._ask(objective, threads, time_limit, progress)
        return questions.why(self._asked_document(), subject, at, ask)

    def conflict(
        self,
        *,
        objective: Mapping[str, float] | None = None,
        threads: int = 0,
        time_limit: float | None = None,
        progress: Progress | None = None,
    ) -> Conflict:
        """Name claims that contradict each other, if not everything can be placed and met.

        Without any one of them the others can all be kept. A far receiver counts as a place.
        """
        ask = self._ask(objective, threads, time_limit, progress)
        return questions.conflict(self._asked_document(), ask)

    def diff(
        self,
        other: Asked,
        *,
        objective: Mapping[str, float] | None = None,
        threads: int = 0,
        time_limit: float | None = None,
        progress: Progress | None = None,
    ) -> Difference:
        """Tell what is different in ``other``: input, flows, account, and which change did it.

        Both are planned with the same objective, and so is each changed row alone.
        """
        ask = self._ask(objective, threads, time_limit, progress)
        return questions.difference(self._asked_document(), other._asked_document(), ask)

    def candidates(
        self,
        subject: str,
        *,
        most: int = 20,
        objective: Mapping[str, float] | None = None,
        time_limit: float | None = None,
        progress: Progress | None = None,
    ) -> pd.DataFrame:
        """Rank places for an offer, or offers for a need: whom to ask first. Needs pandas.

        By the weighed price of a tonne, then by id; nothing else counts, not who asks. What is not
        allowed comes last, with the rule that says so. ``free_t`` is what the best plan leaves
        free there, ``planned_t`` what it sends there; infinite where there is no limit.

        Raises
        ------
        NotFoundError
            If no offer, need or place of that id is in the plan.
        """
        if not 1 <= most <= 1_000_000:
            raise wrong("most", most, "a whole number from 1 to 1000000")
        ask = self._ask(objective, 0, time_limit, progress)
        return questions.candidates(self._asked_document(), subject, most, ask)

    # ---- what if? --------------------------------------------------------------------------------

    def front(
        self,
        *,
        co2e: Sequence[float] = (0, 0.5, 1, 2, 5, 10),
        exposure: Sequence[float] = (0, 5, 20, 100),
        threads: int = 0,
        time_limit: float | None = None,
        progress: Progress | None = None,
    ) -> pd.DataFrame:
        """Plan for every pair of prices: supported points of the front of cost, CO2e and exposure.

        ``cost_nok`` holds the technical price of what is not placed; ``co2e_kg`` is less the credit
        for virgin rock not blasted; ``gap`` is relative. ``on_front`` is false where another point
        of the grid is as good in all three and better in one, or the same.

        Parameters
        ----------
        co2e
            NOK per kg CO2e, at least 0.
        exposure
            NOK per vehicle-km in built-up area, at least 0.
        """
        ask = self._ask(None, threads, time_limit, progress)
        return questions.front(self._asked_document(), co2e, exposure, ask)

    def tornado(
        self,
        *,
        every: bool = False,
        objective: Mapping[str, float] | None = None,
        threads: int = 0,
        time_limit: float | None = None,
        progress: Progress | None = None,
    ) -> pd.DataFrame:
        """Plan with both ends of each assumption: which one moves the plan most?

        ``every``: all assumptions that have a range, not only those marked to vary.
        ``moved_*_t`` are tonnes that go elsewhere than at the point. Largest swing first.
        """
        ask = self._ask(objective, threads, time_limit, progress)
        return questions.tornado(self._asked_document(), every, ask)

    def worth_knowing(
        self,
        *,
        months: int = 12,
        rounds: int = 12,
        objective: Mapping[str, float] | None = None,
        threads: int = 0,
        time_limit: float | None = None,
        progress: Progress | None = None,
    ) -> pd.DataFrame:
        """Tell what knowing each assumption would be worth before the first months are decided.

        Low, point and high count 0.3, 0.4 and 0.3. ``worth_low`` and ``worth_high`` are NOK as
        weighed: perfect information is worth something in between.
        """
        ask = self._ask(objective, threads, time_limit, progress)
        return questions.worth_knowing(self._asked_document(), months, rounds, ask)

    # ---- who pays, and who else can solve it -----------------------------------------------------

    def settlement(
        self,
        *,
        objective: Mapping[str, float] | None = None,
        threads: int = 0,
        time_limit: float | None = None,
        progress: Progress | None = None,
    ) -> pd.DataFrame:
        """Share the cost of the plan among its parties by a neutral rule, one row per party.

        Every resource has its price, half way between what is best for givers and for takers (G.
        Owen, 1975; fair division point). ``settled`` adds up to the objective, ``pays`` to zero,
        and no party, nor any group of them, would be cheaper off ``alone``. Where rules couple
        masses (shared stores, openings, lots, deals, ports) that holds but for the gap of the plan,
        and with openings and lots as the plan makes them: a site pays for its opening, and a limit
        of loads and a port have rows of their own (role ``limit``).
        """
        ask = self._ask(objective, threads, time_limit, progress)
        return questions.settlement(self._asked_document(), ask)

    def to_mps(self, *, objective: Mapping[str, float] | None = None) -> str:
        """Write the program behind the plan as MPS with named rows, for any other solver."""
        ask = self._ask(objective, 0, None, None)
        return str(_masseflyt.model_text(self._asked_document(), False, ask))

    def to_lp(self, *, objective: Mapping[str, float] | None = None) -> str:
        """Write the program behind the plan in the LP format, with named rows."""
        ask = self._ask(objective, 0, None, None)
        return str(_masseflyt.model_text(self._asked_document(), True, ask))


def plan_many(
    scenarios: Mapping[str, Asked] | Sequence[Asked],
    objective: Mapping[str, float] | None = None,
    *,
    threads: int = 0,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Plan many scenarios: one frame, one row each, in the order given.

    Columns: name, status ("invalid" with a ``message`` for a scenario with faults), objective_nok,
    bound_nok, gap, moved_t (tonnes that go elsewhere than in the first one) and the figures of the
    account. The same frame on any number of threads; nothing in a plan is random. Needs pandas.
    """
    named = scenarios if isinstance(scenarios, Mapping) else _numbered(scenarios)
    weights = [] if objective is None else objective_weights(objective)
    ask = questions.asking(weights, threads, time_limit, progress)
    return questions.plan_many([(n, s._asked_document(), 1.0) for n, s in named.items()], ask)


def robust(
    futures: Mapping[str, Asked],
    *,
    probabilities: Mapping[str, float] | None = None,
    months: int = 12,
    aim: Literal["expected", "regret"] = "expected",
    rounds: int = 12,
    objective: Mapping[str, float] | None = None,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Robust:
    """Decide the first months once for all futures; the rest follows as it turns out.

    What leaves in these months counts as known, as in the first future. Decided is where each of
    those masses goes, into which store too. Needs pandas.

    Parameters
    ----------
    futures
        Scenarios by name. They may differ in anything but the places that take part.
    probabilities
        By name; only proportions count. Default: all alike.
    aim
        "expected": least expected cost; "regret": least of the largest regret, which is cost less
        the cost of having known.
    rounds
        Of prices and candidates; more of them narrow the gap.
    """
    named = [
        (n, s._asked_document(), 1.0 if probabilities is None else float(probabilities.get(n, 0)))
        for n, s in futures.items()
    ]
    unknown = set(probabilities or ()) - set(futures)
    if unknown:
        raise wrong("probabilities", sorted(unknown)[0], "names of futures")
    if not 0 <= rounds <= 10_000:
        raise wrong("rounds", rounds, "a whole number from 0 to 10000")
    weights = [] if objective is None else objective_weights(objective)
    ask = questions.asking(weights, 0, time_limit, progress)
    return questions.robust(named, months, aim, rounds, ask)


def _numbered(scenarios: Sequence[Asked]) -> dict[str, Asked]:
    return {str(i): s for i, s in enumerate(scenarios)}


def objective_weights(objective: Mapping[str, float]) -> list[float]:
    """Read weights by :data:`OBJECTIVE_KEYS`."""
    for key, weight in objective.items():
        if key not in OBJECTIVE_KEYS:
            raise wrong("objective", key, "keys " + ", ".join(OBJECTIVE_KEYS))
        if not (isfinite(weight) and weight >= 0):
            raise wrong(f"objective {key}", weight, "a number of at least 0")
    weights = [float(objective.get(key, 0)) for key in OBJECTIVE_KEYS]
    if not any(weights):
        raise wrong("objective", dict(objective), "a weight above 0")
    return weights


def wrong(what: str, value: object, expected: str) -> MasseflytError:
    """Make the error of an option that is not what it should be."""
    return make(ErrorCode.INVALID_ARGUMENT, f"{what} is {value!r}, expected {expected}")
