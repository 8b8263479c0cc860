"""The command samsyn sie: check, import, export, and its exit codes."""

import pytest

from samsyn.cli import main
from samsyn.ledger.models import LedgerFile, Voucher
from samsyn.ledger.plan import stored_content
from tests.ledger.invented import sie


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "bok-2025.se"
    path.write_bytes(sie())
    return path


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "trasig.se"
    path.write_bytes(sie().replace(b"#TRANS 5010 {} 300.00", b"#TRANS 5010 {} 301.00"))
    return path


def test_a_sound_file_is_told_in_one_line(county, file, capsys):
    assert main(["sie", "check", str(file)]) == 0
    assert "5 verifikationer" in capsys.readouterr().out


def test_a_faulty_file_gives_one_and_all_its_faults(county, broken, capsys):
    assert main(["sie", "check", str(broken)]) == 1
    assert "Rad " in capsys.readouterr().out


def test_a_file_is_read_in(county, file, capsys):
    assert main(["sie", "import", str(file), "--association", "sydnarke"]) == 0

    assert Voucher.objects.count() == 5
    assert "verifikationer: 5 nya, 0 ändrade" in capsys.readouterr().out
    assert LedgerFile.objects.get().read_by == "samsyn"


def test_the_same_file_again_changes_nothing(county, file, capsys):
    main(["sie", "import", str(file), "--association", "sydnarke"])

    assert main(["sie", "import", str(file), "--association", "sydnarke"]) == 0
    assert "Redan inläst: 0 ändringar." in capsys.readouterr().out
    assert LedgerFile.objects.count() == 1


def test_a_dry_run_writes_nothing(county, file, capsys):
    assert main(["sie", "import", str(file), "--association", "sydnarke", "--dry-run"]) == 0

    assert not LedgerFile.objects.exists()
    assert "Inget skrevs" in capsys.readouterr().out


def test_a_faulty_file_is_not_read_in(county, broken, capsys):
    assert main(["sie", "import", str(broken), "--association", "sydnarke"]) == 1

    assert not LedgerFile.objects.exists()
    assert "Inget lästes in." in capsys.readouterr().out


def test_a_file_that_is_none_is_not_read_in(county, tmp_path, capsys):
    (tmp_path / "x.se").write_bytes(b"%PDF")

    assert main(["sie", "import", str(tmp_path / "x.se"), "--association", "sydnarke"]) == 1
    assert "SIE-fil" in capsys.readouterr().out


def test_another_organisation_number_needs_a_yes(county, file, tmp_path, capsys):
    main(["sie", "import", str(file), "--association", "sydnarke"])
    other = tmp_path / "annan.se"
    other.write_bytes(sie(number="222000-2222"))
    arguments = ["sie", "import", str(other), "--association", "sydnarke"]

    assert main(arguments) == 1
    assert "222000-2222" in capsys.readouterr().out
    assert main([*arguments, "--other-number"]) == 0


def test_what_is_exported_says_the_same_when_it_is_read(county, file, tmp_path, capsys):
    main(["sie", "import", str(file), "--association", "sydnarke"])
    before = stored_content("sydnarke", 2025)
    out = tmp_path / "ut.se"

    assert (
        main(["sie", "export", "--association", "sydnarke", "--year", "2025", "-o", str(out)])
        == 0
    )

    main(["sie", "import", str(out), "--association", "sydnarke"])
    after = stored_content("sydnarke", 2025)
    assert after.vouchers == before.vouchers
    assert after.balances == before.balances
    assert after.accounts == before.accounts
    assert after.objects == before.objects


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "finns-inte.se", "--association", "sydnarke"],
        ["import", "finns-inte.se", "--association", "inget"],
        ["check", "finns-inte.se"],
    ],
)
def test_wrong_usage_gives_two(county, arguments, capsys):
    assert main(["sie", *arguments]) == 2


def test_a_year_that_is_not_booked_is_not_exported(county, tmp_path, capsys):
    out = ["--association", "sydnarke", "--year", "2020", "-o", str(tmp_path / "ut.se")]

    assert main(["sie", "export", *out]) == 1


def test_a_file_that_is_there_is_not_overwritten(county, file, tmp_path, capsys):
    main(["sie", "import", str(file), "--association", "sydnarke"])
    taken = tmp_path / "upptagen.se"
    taken.write_text("viktigt")

    assert (
        main(["sie", "export", "--association", "sydnarke", "--year", "2025", "-o", str(taken)])
        == 2
    )
    assert taken.read_text() == "viktigt"
