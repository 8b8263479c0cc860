"""The Swedish sentences that tell by which rule and which numbers a verdict was reached."""

from fractions import Fraction

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"


def number(value: float | Fraction, decimals: int = 0) -> str:
    """A number in Swedish form: no-break space in thousands, decimal comma.

    >>> number(-1234.56, 1).replace(NO_BREAK_SPACE, "_").replace(MINUS, "-")
    '-1_234,6'
    """
    digits = f"{abs(float(value)):,.{decimals}f}"
    text = digits.replace(",", NO_BREAK_SPACE).replace(".", ",")
    return MINUS + text if value < 0 and text.strip("0,") else text


def percent(share: float) -> str:
    """A share 0-1 as percent with one decimal."""
    return f"{number(share * 100, 1)}{NO_BREAK_SPACE}%"


def too_few_trials(trials: int, minimum: int) -> str:
    """Why a share of few is not judged."""
    return f"Det kan inte avgöras: antalet är {trials} och regeln kräver minst {minimum}."


def too_few_expected(expected: float, minimum: int) -> str:
    """Why a count where few are expected is not judged."""
    return (
        f"Det kan inte avgöras: det väntade antalet är {number(expected, 1)} och regeln "
        f"kräver minst {minimum}."
    )


def extreme_centre(centre: float) -> str:
    """Why nothing is judged against a centre at which chance cannot be computed."""
    return (
        f"Det kan inte avgöras: jämförelsevärdet är {percent(centre)}, och då går det inte "
        "att räkna ut hur mycket slumpen kan ge."
    )


def share_rule(
    successes: int,
    trials: int,
    centre: float,
    near: tuple[float, float],
    far: tuple[float, float],
    difference: float | None,
    overdispersion: float,
) -> str:
    """How a share stands against the limits of chance.

    near, far:  the 95 and the 99.8 percent limits, shares
    difference: the smallest difference that would show, share; None if none would
    """
    share = successes / trials
    low, high, far_low, far_high = (percent(limit) for limit in (*near, *far))
    chance = (
        f"Slumpen ger mellan {low} och {high} i omkring 95 fall av 100 "
        f"när antalet är {number(trials)}."
    )
    return " ".join(
        [
            f"{number(successes)} av {number(trials)} är {percent(share)}.",
            f"Jämförelsevärdet är {percent(centre)}.",
            chance,
            _place(percent(share), share, near, f"{far_low} till {far_high}", far),
            *_widened(overdispersion),
            *_detectable(
                difference
                and f"{number(difference * 100, 1)} procentenheter från jämförelsevärdet"
            ),
        ]
    )


def rate_rule(
    count: int,
    expected: float,
    near: tuple[float, float],
    far: tuple[float, float],
    difference: float | None,
    overdispersion: float,
) -> str:
    """How a count stands against the limits of chance around the expected number.

    near, far:  the 95 and the 99.8 percent limits, counts
    difference: the smallest difference that would show, counts; None if none would
    """
    # Limits are whole counts, until over-dispersion has widened them.
    decimals = 0 if overdispersion == 1 else 1
    low, high, far_low, far_high = (number(limit, decimals) for limit in (*near, *far))
    compared = (
        f"Det väntade antalet är {number(expected, 1)}, det vill säga jämförelsevärdet "
        "gånger underlaget."
    )
    return " ".join(
        [
            f"Antalet är {number(count)}.",
            compared,
            f"Slumpen ger mellan {low} och {high} i omkring 95 fall av 100.",
            _place(number(count), count, near, f"{far_low} till {far_high}", far),
            *_widened(overdispersion),
            *_detectable(difference and f"{number(difference, 1)} från det väntade antalet"),
        ]
    )


def amount_rule(
    value: Fraction, centre: Fraction, low: Fraction, high: Fraction, unit: str
) -> str:
    """How a complete amount stands against a centre: nothing but rounding is uncertain."""
    shown = {
        name: _amount(given, unit)
        for name, given in (("value", value), ("centre", centre), ("low", low), ("high", high))
    }
    complete = (
        f"{shown['value']} är ett fullständigt värde, inte ett stickprov. "
        "Ingen slump är inräknad."
    )
    if low == high:
        place = "över" if value > centre else "under" if value < centre else "på"
        return f"{complete} Det ligger {place} jämförelsevärdet {shown['centre']}."
    reach = (
        "Med avrundning och känd osäkerhet ligger det mellan "
        f"{shown['low']} och {shown['high']}."
    )
    if low > centre:
        end = f"Allt det ligger över jämförelsevärdet {shown['centre']}."
    elif high < centre:
        end = f"Allt det ligger under jämförelsevärdet {shown['centre']}."
    else:
        end = f"Jämförelsevärdet {shown['centre']} ligger där emellan."
    return f"{complete} {reach} {end}"


def two_amounts(
    one: tuple[Fraction, Fraction],
    other: tuple[Fraction, Fraction],
    unit: str,
    *,
    is_apart: bool,
) -> str:
    """How two complete amounts stand, each within what its source allows."""
    end = (
        "De går inte omlott."
        if is_apart
        else "De går omlott, så det går inte att säga vilket som är högst."
    )
    return (
        f"Värdet är {_within(*one, unit)}, i resten av länet {_within(*other, unit)}. {end} "
        "Beloppen är fullständiga, så ingen slump är inräknad."
    )


def _within(low: Fraction, high: Fraction, unit: str) -> str:
    shown = [f"{number(end, 1)}{NO_BREAK_SPACE}{unit}" for end in (low, high)]
    return shown[0] if shown[0] == shown[1] else f"mellan {shown[0]} och {shown[1]}"


def unknown_amount_range(value: Fraction, unit: str) -> str:
    """Why an amount of unknown exactness is not judged."""
    return f"Det kan inte avgöras: det är inte känt hur exakt {_amount(value, unit)} är."


def between(low: int, high: int) -> str:
    """A range of counts: "7", or "mellan 7 och 9"."""
    return number(low) if low == high else f"mellan {number(low)} och {number(high)}"


def all_agree(given: str, verdict_sv: str, rule: str) -> str:
    """Uncertain figures, but the same verdict whatever they are."""
    return f"Uppgifterna är osäkra: {given}. Omdömet är {verdict_sv} i alla fallen. {rule}"


def none_can_be_judged(given: str, rule: str) -> str:
    """Uncertain figures, and whatever they are nothing can be judged."""
    return f"Uppgifterna är osäkra: {given}. {rule}"


def they_disagree(given: str, examples: str) -> str:
    """Uncertain figures, and the verdict depends on them."""
    return f"Det kan inte avgöras, för uppgifterna är osäkra: {given}. {examples}"


def _place(
    shown: str,
    value: float,
    near: tuple[float, float],
    far_shown: str,
    far: tuple[float, float],
) -> str:
    tolerance = 1e-9 * max(1.0, abs(value))
    if near[0] - tolerance <= value <= near[1] + tolerance:
        return f"{shown} ligger inom de gränserna."
    side = "över" if value > near[1] else "under"
    outside = value < far[0] - tolerance or value > far[1] + tolerance
    also = "också utanför" if outside else "men inom"
    return (
        f"{shown} ligger {side} de gränserna, {also} gränserna för 998 fall av "
        f"{number(1000)} ({far_shown})."
    )


def _widened(overdispersion: float) -> list[str]:
    if overdispersion == 1:
        return []
    factor = number(overdispersion, 1)
    why = "för grupperna skiljer sig mer åt än slumpen ger"
    return [f"Gränserna är vidgade, {why} (variansen är {factor} gånger större)."]


def _detectable(difference: str | float | None) -> list[str]:
    if not difference:
        return ["Ingen skillnad hade kunnat synas säkert med så få."]
    return [f"För att synas i 8 fall av 10 behöver det sanna värdet ligga minst {difference}."]


def _amount(value: Fraction, unit: str) -> str:
    decimals = 0 if value.denominator == 1 else 2
    return f"{number(value, decimals)}{NO_BREAK_SPACE}{unit}"
