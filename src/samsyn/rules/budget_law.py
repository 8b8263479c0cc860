"""What the Act asks of a budget: warnings with their paragraph, that never stop anybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from samsyn.rules.legal_source import LegalSource, is_in_force
from samsyn.rules.money import InvalidAmount, format_kronor

LAST_DAY_OF_DECISION = (11, 30)

_UNREAD = "Paragrafens senaste lydelse är inte kontrollerad i original."

IMPORT_2018 = LegalSource(
    "SFS 2003:1210", "21 §", "SFS 2017:746", date(2018, 1, 1), date(2023, 12, 31), _UNREAD
)
IMPORT_2024 = LegalSource("SFS 2003:1210", "21 §", "SFS 2023:644", date(2024, 1, 1))
BALANCE = LegalSource(
    "SFS 2017:725", "11 kap. 5 §", "SFS 2017:725", date(2018, 1, 1), None, _UNREAD
)
CONTENTS = LegalSource(
    "SFS 2017:725", "11 kap. 6 §", "SFS 2017:725", date(2018, 1, 1), None, _UNREAD
)
FINANCING = LegalSource(
    "SFS 2017:725", "11 kap. 15 §", "SFS 2017:725", date(2018, 1, 1), None, _UNREAD
)
AVAILABLE = LegalSource(
    "SFS 2017:725", "8 kap. 14 §", "SFS 2017:725", date(2018, 1, 1), None, _UNREAD
)
DECISION = LegalSource(
    "SFS 2003:1210", "23 §", "SFS 2003:1210", date(2004, 1, 1), None, _UNREAD
)
PUBLIC = LegalSource("SFS 2003:1210", "19 §", "SFS 2017:746", date(2018, 1, 1), None, _UNREAD)

EXCEPTIONS_NOT_IMPORTED = (
    "21 § hänvisar bara till första och andra styckena. Undantagen i tredje stycket "
    "(synnerliga skäl, resultatreserv) gäller alltså inte för samordningsförbund, och inte "
    "heller reglerna om att återställa ett underskott (11 kap. 12–14 §§)."
)


@dataclass(frozen=True)
class BudgetYear:
    """What is planned for one year; öre, income and cost both 0 or more.

    equity_ore: at the end of the year; None if it is not known
    """

    year: int
    income_ore: int
    cost_ore: int
    equity_ore: int | None = None


@dataclass(frozen=True)
class BudgetCase:
    """A budget, and the way it has come, as far as it is known.

    years:        the budget year first
    on:           the day it is looked at
    consulted_on: when the members were consulted
    available_on: when the proposal was put on the website; announced_on: when the meeting was
                  announced
    is_public:    whether the meeting was open; None if nobody has said
    has_goals:    whether financial goals and goals of the activity stand in it
    is_revision:  a change during the year
    financing:    how a change is paid for
    added_cost_ore: how much more a change spends than the budget before it
    """

    years: tuple[BudgetYear, ...]
    on: date
    consulted_on: date | None = None
    announced_on: date | None = None
    available_on: date | None = None
    decided_on: date | None = None
    is_public: bool | None = None
    has_goals: bool = False
    is_revision: bool = False
    financing: str = ""
    added_cost_ore: int = 0
    loan_ore: int = 0
    guarantee_ore: int = 0


@dataclass(frozen=True)
class LegalWarning:
    """Something that the Act asks and a budget does not show.

    code:          stable; with `year` it says which warning a reason is given for
    found, expected, remedy: Swedish sentences
    sources:       the paragraphs, the one that reaches the association first
    difference_ore: how far from what is asked, in öre; None where it is no amount
    """

    code: str
    year: int
    found: str
    expected: str
    remedy: str
    sources: tuple[LegalSource, ...]
    difference_ore: int | None = None
    is_grave: bool = True

    @property
    def key(self) -> str:
        """What a stored reason refers to."""
        return f"{self.code}:{self.year}"

    @property
    def citation(self) -> str:
        """The paragraphs as a Swedish jurist writes them."""
        return " och ".join(source.citation for source in self.sources)


def budget_warnings(case: BudgetCase) -> tuple[LegalWarning, ...]:
    """Return what the Act asks that a budget does not show, gravest first.

    Raises InvalidAmount if a loan or a guarantee is less than 0.

    Source: SFS 2003:1210 19, 21 and 23 §§; SFS 2017:725 8 kap. 14 § and 11 kap. 5, 6 and
    15 §§, which 21 § makes apply.

    >>> deficit = BudgetCase((BudgetYear(2027, 100, 150),), date(2026, 11, 1))
    >>> warning = budget_warnings(deficit)[0]
    >>> warning.code, warning.difference_ore, warning.citation
    ('income_not_above_cost', -50, 'SFS 2003:1210 21 § och SFS 2017:725 11 kap. 5 §')
    """
    if case.loan_ore < 0 or case.guarantee_ore < 0:
        raise InvalidAmount("a loan and a guarantee must be 0 or more")
    found = [
        *_balance(case),
        *_borrowing(case),
        *_financing(case),
        *_decision(case),
        *_contents(case),
    ]
    return tuple(sorted(found, key=lambda warning: not warning.is_grave))


def last_day_to_decide(year: int) -> date:
    """Return the last day on which the budget of a year may be fixed.

    Source: SFS 2003:1210 23 §. Before the end of November the year before.

    >>> last_day_to_decide(2026)
    datetime.date(2025, 11, 30)
    """
    return date(year - 1, *LAST_DAY_OF_DECISION)


def _reaching(case: BudgetCase) -> LegalSource:
    """The wording of 21 § on the day; the first known one before that."""
    return next((s for s in (IMPORT_2018, IMPORT_2024) if is_in_force(s, case.on)), IMPORT_2018)


def _balance(case: BudgetCase) -> Iterator[LegalWarning]:
    for year in case.years:
        difference = year.income_ore - year.cost_ore
        if difference <= 0:
            yield LegalWarning(
                "income_not_above_cost",
                year.year,
                f"Intäkterna är {_kr(year.income_ore)} och kostnaderna {_kr(year.cost_ore)}: "
                f"{'ett underskott på ' + _kr(-difference) if difference else 'noll i resultat'}.",
                "Budgeten ska göras så att intäkterna är större än kostnaderna. "
                + EXCEPTIONS_NOT_IMPORTED,
                "Öka intäkterna eller minska kostnaderna, eller skriv skälet, till exempel att "
                "tidigare års överskott ska användas.",
                (_reaching(case), BALANCE),
                difference,
            )


def _borrowing(case: BudgetCase) -> Iterator[LegalWarning]:
    first = case.years[0].year if case.years else case.on.year
    if case.guarantee_ore:
        yield LegalWarning(
            "guarantee",
            first,
            f"Budgeten räknar med borgen för {_kr(case.guarantee_ore)}.",
            "Ett samordningsförbund får inte gå i borgen.",
            "Ta bort borgensåtagandet.",
            (_reaching(case),),
            case.guarantee_ore,
        )
    if case.loan_ore:
        yield LegalWarning(
            "loan",
            first,
            f"Budgeten räknar med lån på {_kr(case.loan_ore)}.",
            "Ett samordningsförbund får inte sätta sig i skuld utöver sedvanliga krediter.",
            "Ta bort lånet, eller skriv varför det är en sedvanlig kredit (förbundsordningen "
            "sätter gränsen).",
            (_reaching(case),),
            case.loan_ore,
        )
    for year in case.years:
        if year.equity_ore is not None and year.equity_ore < 0:
            yield LegalWarning(
                "equity_below_zero",
                year.year,
                f"Eget kapital blir {_kr(year.equity_ore)} vid årets slut.",
                "Utan eget kapital måste kostnader betalas med lånade pengar, och det får inte "
                "ske utöver sedvanliga krediter. Medlemmarna täcker en brist efter sina andelar.",
                "Minska kostnaderna, eller låt medlemmarna besluta om mer medel.",
                (_reaching(case),),
                year.equity_ore,
            )


def _financing(case: BudgetCase) -> Iterator[LegalWarning]:
    if case.is_revision and case.added_cost_ore > 0 and not case.financing.strip():
        yield LegalWarning(
            "spending_without_financing",
            case.years[0].year,
            f"Ändringen ökar kostnaderna med {_kr(case.added_cost_ore)} utan att säga hur de "
            "betalas.",
            "Ett beslut om utgifter under året ska ange hur de finansieras.",
            "Skriv i beslutet varifrån pengarna tas.",
            (_reaching(case), FINANCING),
            case.added_cost_ore,
        )


def _decision(case: BudgetCase) -> Iterator[LegalWarning]:
    """Yield what is missing on the way to the decision; a revision has no last day."""
    if not case.years or case.is_revision:
        return
    year = case.years[0].year
    last = last_day_to_decide(year)
    decided = case.decided_on
    if (decided or case.on) > last:
        said = f"fastställdes {decided}" if decided else f"är inte fastställd {case.on}"
        yield LegalWarning(
            "decided_late",
            year,
            f"Budgeten {said}.",
            f"Styrelsen ska fastställa budgeten senast {last}.",
            "Fastställ budgeten så snart som möjligt, och skriv varför den är sen.",
            (DECISION,),
        )
    if case.consulted_on is None:
        yield _missing_consultation(year, "Inget samråd med medlemmarna är antecknat.")
    elif decided and case.consulted_on > decided:
        yield _missing_consultation(
            year, f"Samrådet hölls {case.consulted_on}, efter beslutet {decided}."
        )
    if decided and case.is_public is not True:
        yield LegalWarning(
            "meeting_not_public",
            year,
            "Sammanträdet är antecknat som slutet."
            if case.is_public is False
            else "Det är inte antecknat att sammanträdet var offentligt.",
            "Det sammanträde där budgeten fastställs ska vara offentligt.",
            "Anteckna att sammanträdet var offentligt, eller ta om beslutet offentligt.",
            (PUBLIC,),
            is_grave=case.is_public is False,
        )
    yield from _availability(case, year)


def _missing_consultation(year: int, found: str) -> LegalWarning:
    return LegalWarning(
        "not_consulted",
        year,
        found,
        "Budgeten fastställs efter samråd med medlemmarna.",
        "Håll samråd före beslutet och anteckna dagen.",
        (DECISION,),
    )


def _availability(case: BudgetCase, year: int) -> Iterator[LegalWarning]:
    late = (
        case.available_on is not None
        and case.announced_on is not None
        and case.available_on > case.announced_on
    )
    if case.available_on is None or late:
        yield LegalWarning(
            "proposal_not_available",
            year,
            f"Förslaget lades ut {case.available_on}, efter kungörelsen {case.announced_on}."
            if late
            else "Det är inte antecknat när budgetförslaget lades ut på webbplatsen.",
            "Förslaget ska vara tillgängligt för allmänheten på webbplatsen från det att "
            "sammanträdet kungörs.",
            "Lägg ut förslaget senast när sammanträdet kungörs, och anteckna dagen.",
            (_reaching(case), AVAILABLE),
            is_grave=False,
        )


def _contents(case: BudgetCase) -> Iterator[LegalWarning]:
    if not case.years or case.is_revision:
        return
    first = case.years[0].year
    planned = {year.year for year in case.years}
    missing = [str(year) for year in range(first, first + 3) if year not in planned]
    lacks = []
    if missing:
        lacks.append(f"plan för {' och '.join(missing)}")
    if case.years[0].equity_ore is None:
        lacks.append("ställningen vid årets slut (eget kapital)")
    if not case.has_goals:
        lacks.append("mål för ekonomin och verksamheten")
    if lacks:
        yield LegalWarning(
            "contents_missing",
            first,
            f"Budgeten saknar {'; '.join(lacks)}.",
            "Budgeten ska innehålla finansieringen, den ekonomiska ställningen vid årets slut, "
            "en plan för verksamheten med mål, och en plan för tre år.",
            "Fyll i det som saknas.",
            (_reaching(case), CONTENTS),
            is_grave=False,
        )


def _kr(ore: int) -> str:
    return f"{format_kronor(ore)}\u00a0kr"
