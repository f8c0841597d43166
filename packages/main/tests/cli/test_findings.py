"""What is printed of a comparison."""

from pathlib import Path

from ml_tools.main.cli.findings import show
from ml_tools.main.comparison import Question, compare


async def test_the_leaderboard_is_printed_with_ties_checks_and_notes(script, dataset, capsys):
    found = await compare(script.services, dataset, Question(target="y"), lambda _: None)

    show(found, report=Path("/tmp/report.html"), json=None)

    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "line.csv: regression of y" in lines
    assert "1 ridge 12.0 ± 1.6 250 ms 5.0 ms best" in lines
    assert any(line.startswith("2 linear 12.2 ± ") and line.endswith("as good as the best") for line in lines)
    assert "3 forest 14.0 ± 1.6 250 ms 5.0 ms" in lines
    assert "chosen: ridge, kept as ridge-1" in lines
    assert "on the rows that were kept aside: rmse 11.25" in lines
    assert "note: the delimiter is a semicolon" in lines
    assert "report: /tmp/report.html" in lines


async def test_names_from_strangers_are_no_markup(script, dataset, capsys):
    import msgspec

    strange = msgspec.structs.replace(dataset, source="[red]x[/red]")
    found = await compare(script.services, strange, Question(target="y"), lambda _: None)

    show(found, report=None, json=None)

    assert "[red]x[/red]: regression of y" in capsys.readouterr().out
