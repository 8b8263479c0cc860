"""The sentences of the reading: each follows from verdicts, and from nothing else."""

from samsyn.facts.cube import Level, Note
from samsyn.indicators.comparison import compare
from samsyn.indicators.definitions import catalogue
from samsyn.indicators.publish import PUBLIC
from samsyn.reports.reading import Material, conclusions, reservations
from tests.indicators.invented import EAST, NORTH, SOUTH, fact, facts_with


def material(*numbers, notes=(), extra=()):
    """From (participants, closed, positive) of Norr, Söder and Öster."""
    rows = [
        fact(atom, unit, 2019, value)
        for unit, values in zip((NORTH, SOUTH, EAST), numbers, strict=True)
        for atom, value in zip(
            ("participants", "closed", "positive_exits"), values, strict=True
        )
    ]
    facts = facts_with(*rows, *extra, units=[*_whole()], notes=notes)
    return Material(
        "Provlän",
        2019,
        {id: compare(facts, i, 2019, audience=PUBLIC) for id, i in catalogue().items()},
        (),
    )


def _whole():
    from tests.indicators.invented import UNITS

    return [unit for unit in UNITS if unit.level is not Level.PART]


def said(*numbers, **rest):
    return " ".join(conclusions(material(*numbers, **rest))).replace("\xa0", " ")


ALIKE = ((100, 50, 25), (100, 50, 25), (100, 50, 25))


def test_alike_associations_are_not_told_apart():
    text = said(*ALIKE)

    assert "300 deltagare" in text
    for name in ("Norr", "Söder", "Öster"):
        assert f"{name} har" not in text
        assert f"{name} avslutar" not in text


def test_few_exits_is_not_called_worse_exits():
    text = said((120, 27, 13), (100, 55, 28), (100, 55, 28))

    assert "Norr har få avslut" in text
    assert "Att avsluten skulle vara sämre syns inte" in text


def test_fewer_and_worse_exits_are_both_told():
    text = said((200, 50, 5), (100, 55, 40), (100, 55, 40))

    assert "Norr har både färre avslut" in text


def test_two_ends_with_different_definitions_are_put_down_to_them():
    numbers = ((100, 50, 45), (100, 60, 20), (100, 50, 26))
    notes = [
        Note("exit_aim", "norr", 2019, "ready", "Vad avsluten siktar mot", "Redo räcker.", "n"),
        Note("exit_aim", "soder", 2019, "work", "Vad avsluten siktar mot", "Bara arbete.", "s"),
    ]

    assert "lägger olika saker i ett positivt avslut" in said(*numbers, notes=notes)


def test_two_ends_with_the_same_definition_are_not():
    numbers = ((100, 50, 45), (100, 60, 20), (100, 50, 26))
    same = [
        Note("exit_aim", key, 2019, "work", "Vad avsluten siktar mot", "Bara arbete.", key)
        for key in ("norr", "soder")
    ]

    assert "lägger olika saker" not in said(*numbers, notes=same)
    assert "lägger olika saker" not in said(*numbers)


def test_no_saving_is_ever_claimed():
    text = " ".join(reservations(material(*ALIKE)))

    assert "inte en besparing" in text
    assert "«Ingen säker skillnad» betyder inte «ingen skillnad»" in text


def test_what_is_missing_is_named():
    text = " ".join(reservations(material(*ALIKE)))

    assert "«Avslut mot arbete eller studier, andel av avsluten»" in text
