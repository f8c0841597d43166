"""Reports as pages: what they tell, that they need nothing else, and that strangers write no part of them."""

import re
from html.parser import HTMLParser

import msgspec
import pytest

from ml_tools.main.comparison import Question, compare
from ml_tools.main.profiling import profile_dataset
from ml_tools.main.report import rendered, rendered_profile

VOID = {"meta", "link", "img", "br", "input"}


class Page(HTMLParser):
    """Keeps the tags of a page, and finds those that are not closed."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.open = []
        self.words = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def all(self, wanted):
        return [attributes for tag, attributes in self.tags if tag == wanted]


@pytest.fixture
async def found(script, dataset):
    return await compare(script.services, dataset, Question(target="y"), lambda _: None)


async def test_it_tells_what_was_found_done_and_how(found):
    text = Page(rendered(found)).text

    for words in (
        "Predicting y",
        "ridge predicts best.",
        "Its root mean squared error is 62% below that of always predicting the mean.",
        "As far as 5 folds can tell, linear is as good.",
        "On 10 rows kept aside until the end, its root mean squared error is 11.25.",
        "the delimiter is a semicolon",
        "learned from all but one of them and predicted that one, 5 times",
        "ridge-1",
    ):
        assert words in text


async def test_it_is_sound_html_with_text_for_every_picture_and_a_scope_for_every_header(found):
    page = Page(rendered(found))

    assert page.open == []
    assert [image["alt"] for image in page.all("img")] == [
        f"It shows {name}." for name in ("leaderboard by rmse", "predictions", "residuals", "importance")
    ]
    assert all("scope" in header for header in page.all("th"))
    assert page.all("html")[0]["lang"] == "en"


async def test_it_needs_no_script_and_no_other_file(found):
    page = Page(rendered(found))

    assert page.all("script") == []
    assert all(image["src"].startswith("data:image/svg+xml;base64,") for image in page.all("img"))
    assert [link["href"] for link in page.all("link")] == ["data:,"]
    assert "default-src 'none'" in next(meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
    assert not re.search(r"https?://", rendered(found))


async def test_what_strangers_wrote_is_text(found):
    nasty = "<script>alert(1)</script>\"'&"
    summary = msgspec.structs.replace(found.summary, source=nasty, target=nasty)
    columns = tuple(msgspec.structs.replace(column, name=nasty) for column in found.columns)
    strange = msgspec.structs.replace(found, summary=summary, columns=columns, notes=(nasty,), description=nasty)

    page = Page(rendered(strange))

    assert page.all("script") == []
    assert page.text.count(nasty) >= 6


async def test_classes_show_their_accuracy(script, dataset):
    found = await compare(script.services, dataset, Question(target="colour"), lambda _: None)

    text = Page(rendered(found)).text

    assert "90.0%" in text
    assert "Classes 2" in text
    assert "Classes are spread evenly over the folds." in text


async def test_a_comparison_without_pictures_and_notes_is_a_page_too(found):
    bare = msgspec.structs.replace(found, figures=(), notes=(), ties=(), importances=())

    page = Page(rendered(bare))

    assert page.all("img") == []
    assert "Nothing had to be left out, filled up or put aside." in page.text
    assert "No other model comes close enough to call it a tie." in page.text


@pytest.fixture
async def profiled(script, dataset):
    return await profile_dataset(script.services, dataset, None)


async def test_a_profile_tells_columns_roles_and_what_to_beware_of(profiled):
    page = Page(rendered_profile(profiled))

    for words in (
        "What line.csv holds",
        "y is likely to be the target.",
        "Different in each row, so likely to name it: x.",
        "leakage x may be known only after y",
        "x identifier 10.0% 50 <0.1% 24.50 0 2.450 12.25 24.50 36.75 46.55 49",
        "void 100% 0 all missing",
        "colour 0% 2 text red 50.0%, blue 50.0%",
        "x y +1.000",
        "the delimiter is a semicolon",
        "Counts, extremes and means are of all rows. Outliers lie",
    ):
        assert words in page.text


async def test_a_profile_is_sound_html_that_needs_nothing_else(profiled):
    page = Page(rendered_profile(profiled))

    assert page.open == []
    assert [image["alt"] for image in page.all("img")] == [figure.chart.alt_text for figure in profiled.figures]
    assert all("scope" in header for header in page.all("th"))
    assert page.all("script") == []
    assert not re.search(r"https?://", rendered_profile(profiled))


async def test_a_profile_of_what_strangers_wrote_is_text(profiled):
    nasty = "<script>alert(1)</script>\"'&"
    profile = profiled.profile
    columns = tuple(msgspec.structs.replace(column, name=nasty) for column in profile.columns)
    findings = tuple(msgspec.structs.replace(finding, message=nasty, columns=(nasty,)) for finding in profile.findings)
    strange = msgspec.structs.replace(profile, columns=columns, findings=findings, target=nasty)

    page = Page(rendered_profile(msgspec.structs.replace(profiled, profile=strange, source=nasty, notes=(nasty,))))

    assert page.all("script") == []
    assert page.text.count(nasty) >= 10


async def test_a_profile_says_what_was_drawn_evenly(profiled):
    large = msgspec.structs.replace(profiled.profile, row_count=10_000_000, sampled_rows=200_000)

    text = Page(rendered_profile(msgspec.structs.replace(profiled, profile=large, charted_rows=100_000))).text

    assert "correlations are of 200,000 rows that were drawn evenly. Charts are of 100,000 rows" in text
