"""Varför detta belopp? One association's amount step by step, in plain Swedish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from samsyn.language.swedish import kronor, number
from samsyn.state_allocation.model import Allocation, Row, Weights, weights_of
from samsyn.state_allocation.parameters import Setting
from samsyn.state_allocation.values import KEYS, TAKERS, percent


@dataclass(frozen=True)
class Step:
    """One step of the reckoning.

    sentences:  what happens, and by which figures
    after_ore:  the amount after the step
    change_ore: what the step adds or takes away
    settings:   the parameters that decide it, with source and mark
    made_up:    what of the association's own figures is made up; empty if nothing
    """

    title: str
    sentences: tuple[str, ...]
    change_ore: int
    after_ore: int
    settings: tuple[Setting, ...]
    made_up: str = ""

    @property
    def is_verified(self) -> bool:
        """Whether every parameter of the step is stated by a public source."""
        return all(setting.is_verified for setting in self.settings)


def explain(allocation: Allocation, key: str) -> tuple[Step, ...]:
    """Return the steps from nothing to the amount; the changes add up to it exactly.

    Raises KeyError if there is no such association.
    """
    return tuple(_Telling(allocation, allocation[key]).steps())


@dataclass(frozen=True)
class _Telling:
    """One association's row among all, and the words for each step."""

    allocation: Allocation
    row: Row

    def steps(self) -> Iterator[Step]:
        yield self._base()
        yield from self._parts()
        yield self._floor()
        yield self._equity()
        yield self._request()
        yield from self._rounds()

    def _base(self) -> Step:
        row, parameters = self.row, self.allocation.parameters
        frame = parameters.terms.frame_ore
        together = row.base_ore * len(self.allocation.rows)
        sentences = [
            f"Varje förbund får först {kronor(row.base_ore)}.",
            (
                f"De {number(len(self.allocation.rows))} förbunden får tillsammans "
                f"{kronor(together)}{_of_frame(together, frame)}."
            ),
        ]
        if row.base_ore < parameters.terms.base_ore:
            whole = kronor(parameters.terms.base_ore)
            sentences.append(f"Ramen räcker inte till hela grundbeloppet, {whole}.")
        return self._step("Grundbelopp", sentences, row.base_ore, ("frame", "base_amount"))

    def _parts(self) -> Iterator[Step]:
        """Need and population. The exact part of need is shown to the nearest öre."""
        row, each = self.row, self.row.association
        weights = weights_of(
            [other.association for other in self.allocation.rows],
            self.allocation.parameters.terms,
        )
        place = [other.association.key for other in self.allocation.rows].index(each.key)
        pool = self.allocation.pool_ore
        need_ore = _nearest(row.need_ore)
        yield self._step(
            "Försörjningsmåttet",
            self._need_words(weights, place, pool, need_ore),
            row.base_ore + need_ore,
            ("need_weight", "need_measure", "need_years_back"),
            before=row.base_ore,
            made_up="need",
        )
        exact = _nearest(row.need_ore + row.population_ore)
        yield self._step(
            "Befolkningen",
            self._population_words(weights, pool, exact - need_ore),
            row.base_ore + exact,
            ("population_weight", "age_from", "age_to"),
            before=row.base_ore + need_ore,
            made_up="population",
        )
        yield self._rounding(row.base_ore + exact)

    def _need_words(self, weights: Weights, place: int, pool: int, part: int) -> list[str]:
        mine, all_of = weights.need[place], sum(weights.need)
        if not sum(weights.need_part) or not pool:
            return ["Inget fördelas efter försörjningsmåttet."]
        to_share = _nearest(pool * Fraction(sum(weights.need_part), sum(weights.both)))
        if self.allocation.parameters.terms.need_measure == "rate":
            measured = (
                f"Förbundets andel är {percent(Fraction(mine, 10_000))} av befolkningen; alla "
                f"förbunds andelar är tillsammans {percent(Fraction(all_of, 10_000))}."
            )
        else:
            measured = (
                f"Förbundet har {number(mine)} av {number(all_of)} helårsekvivalenter, "
                f"{percent(Fraction(mine, all_of), 3)}."
            )
        return [f"Av resten delas {kronor(to_share)} efter försörjningsmåttet.", measured,
                f"Det ger {kronor(part)}."]  # fmt: skip

    def _population_words(self, weights: Weights, pool: int, part: int) -> list[str]:
        mine, all_of = self.row.association.population, self.allocation.population
        if not sum(weights.population_part) or not pool:
            return ["Inget fördelas efter befolkningen."]
        to_share = _nearest(pool * Fraction(sum(weights.population_part), sum(weights.both)))
        ages = self.allocation.parameters
        return [
            (
                f"Av resten delas {kronor(to_share)} efter antalet invånare "
                f"{ages['age_from'].words}–{ages['age_to'].words} år."
            ),
            (
                f"Förbundet har {number(mine)} av {number(all_of)}, "
                f"{percent(Fraction(mine, all_of), 3)}."
            ),
            f"Det ger {kronor(part)}.",
        ]

    def _rounding(self, before: int) -> Step:
        row = self.row
        unit = self.allocation.parameters["rounding_unit"].words
        words = f"{kronor(before)} blir {kronor(row.model_ore)} i steg om {unit}."
        return self._step(
            "Avrundning", [words], row.model_ore, ("rounding_unit", "rounding"), before=before
        )

    def _floor(self) -> Step:
        row, terms = self.row, self.allocation.parameters.terms
        return self._step(
            "Spärren mot stora minskningar",
            self._floor_words(),
            row.guarded_ore,
            ("largest_loss", "floor_excludes_equity", "floor_paid_by")
            if terms.largest_loss is not None
            else ("largest_loss",),
            before=row.model_ore,
            made_up="previous" if terms.largest_loss is not None else "",
        )

    def _floor_words(self) -> list[str]:
        row, each = self.row, self.row.association
        loss = self.allocation.parameters.terms.largest_loss
        if loss is None:
            return ["Ingen spärr gäller."]
        paid = row.model_ore - row.guarded_ore
        words = self._own_floor(each.previous_ore, loss)
        if row.guarded_ore > row.model_ore:
            words.append(f"Beloppet höjs till {kronor(row.guarded_ore)}.")
        elif paid:
            words.append(f"Förbundet är med och betalar andras spärr: {kronor(paid)}.")
        return words

    def _own_floor(self, previous: int | None, loss: Fraction) -> list[str]:
        row = self.row
        if previous is None:
            return ["Beloppet året före är inte känt; förbundet har ingen spärr."]
        if row.limits.is_above and not row.floor_ore:
            return ["Förbundet har mer eget kapital än trappan tillåter och har ingen spärr."]
        return [
            (
                f"Året före fick förbundet {kronor(previous)}. Det får minska med högst "
                f"{percent(loss)}, alltså till lägst {kronor(row.floor_ore)}."
            )
        ]

    def _equity(self) -> Step:
        row = self.row
        return self._step(
            "Eget kapital",
            self._equity_words(),
            row.limited_ore,
            ("equity_steps", "equity_of", "above_equity"),
            before=row.guarded_ore,
            made_up="equity" if row.association.equity_ore is not None else "",
        )

    def _equity_words(self) -> list[str]:
        row, parameters = self.row, self.allocation.parameters
        equity, allowed = row.association.equity_ore, row.limits.allowed_ore
        if equity is None or row.association.previous_ore is None:
            return ["Eget kapital eller föregående belopp är inte känt; inget prövas."]
        if allowed is None:
            return [f"Eget kapital är {kronor(equity)}. Trappan har ingen gräns här."]
        words = [f"Eget kapital är {kronor(equity)}. Trappan tillåter {kronor(int(allowed))}."]
        if not row.limits.is_above:
            return [*words, "Det är inom gränsen, och beloppet ändras inte."]
        what = parameters["above_equity"].words
        excess = kronor(_nearest(equity - allowed))
        return [*words, f"Det är {excess} för mycket. Förbundet {what}."]

    def _request(self) -> Step:
        row, terms = self.row, self.allocation.parameters.terms
        asked = row.association.request_ore
        if not terms.request_cap:
            words = ["Begäran är inget tak."]
        elif asked is None:
            words = ["Ingen begäran är känd; beloppet ändras inte."]
        elif row.capped_ore < row.limited_ore:
            words = [
                (
                    f"Förbundet har begärt {kronor(asked)}. Mer än så får det inte: "
                    f"{kronor(row.limited_ore - row.capped_ore)} blir över."
                )
            ]
        else:
            words = [f"Förbundet har begärt {kronor(asked)}, minst lika mycket som det får."]
        return self._step(
            "Begäran",
            words,
            row.capped_ore,
            ("request_cap",),
            before=row.limited_ore,
            made_up="request" if asked is not None else "",
        )

    def _rounds(self) -> Iterator[Step]:
        row, terms = self.row, self.allocation.parameters.terms
        before = row.capped_ore
        for place, (each, added) in enumerate(
            zip(terms.rounds, row.rounds_ore, strict=True), start=1
        ):
            words = [
                f"Det som är över delas mellan {TAKERS[each.takers]}, efter {KEYS[each.key]}.",
                f"Det ger {kronor(added)}." if added else "Förbundet får inget här.",
            ]
            yield self._step(
                f"Omgång {place}", words, before + added, ("rounds",), before=before
            )
            before += added
        if not terms.rounds:
            left = kronor(self.allocation.leftover_ore)
            words = [f"Av ramen är {left} över. Det delas inte ut i modellen."]
            yield self._step("Det som blir över", words, before, ("rounds",), before=before)

    def _step(
        self,
        title: str,
        sentences: list[str],
        after: int,
        names: tuple[str, ...],
        *,
        before: int = 0,
        made_up: str = "",
    ) -> Step:
        is_made_up = bool(made_up) and self.row.association.is_made_up(made_up)
        return Step(
            title=title,
            sentences=tuple(sentences),
            change_ore=after - before,
            after_ore=after,
            settings=tuple(self.allocation.parameters[name] for name in names),
            made_up=self.row.association.made_up if is_made_up else "",
        )


def _nearest(ore: Fraction) -> int:
    """Return an exact amount as whole öre, half up."""
    return int((2 * ore + 1) // 2)


def _of_frame(ore: int, frame: int) -> str:
    if not frame:
        return ""
    return f", {percent(Fraction(ore, frame), 1)} av ramen på {kronor(frame)}"
