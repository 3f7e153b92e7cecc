"""Reports: every text stays text in both forms, and the page needs nothing but itself."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.report_readers import read_html, read_markdown
from tests.rules.people import STEADY
from tutor_tui.exchange.reports import (
    Items,
    Paragraph,
    Report,
    Section,
    Strong,
    Table,
    one_line,
    paragraphs,
)
from tutor_tui.exchange.reports_html import html
from tutor_tui.exchange.reports_markdown import escaped, markdown

HOSTILE = (
    "[x](javascript:alert(1))",
    "![x](http://example.org/x.png)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</td></table><h1>",
    "--> ]]> <!--",
    "a | b \\| c \\\\| d",
    "ends in \\",
    "# heading",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "===",
    "---",
    "> quoted",
    "```",
    "`code` ``more``",
    "*strong* __strong__ ~~gone~~",
    "&lt;b&gt; &amp; &#124;",
    "http://example.org www.example.org me@example.org <http://example.org>",
    "[^1]: note",
    "[x]: http://example.org",
    ": definition",
    "{{ braces }} $maths$ @someone",
    "'single' \"double\"",
    "Sam [ill] Jones",
    "Two\nLines\r\nThree\u2028Four\tTabbed",
    "\x1b[31mred\x07 \x00 \x9b2J",
    "\u202eenoJ \u2066isolated \u200bhidden",
    "\ud800 half",
    "  blanks  around  ",
    "日本語 אבג العربية 😀",
)
MARKUP = {
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "text"),
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
    *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close"),
    *("strong_open", "strong_close", "hardbreak"),
}
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "p", "br"),
    *("ul", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    "strong",
}


def everywhere(text: str) -> Report:
    """A report in which the same text stands in every place there is."""
    table = Table(text, (text, text), ((text, Strong(text)), (Strong(text), text)))
    blocks = (Paragraph(text), Items((text, text)), table, Paragraph(f"{text}\n{text}"))
    return Report(
        title=text,
        facts=((text, text),),
        sections=(Section(text, blocks),),
        signatures=((text, text),),
    )


def check(text: str) -> None:
    safe = one_line(text)
    lines = [line for paragraph in paragraphs(text) for line in paragraph]
    found = read_markdown(markdown(everywhere(text)))
    assert found.kinds <= MARKUP
    assert found.rows == [[safe, safe]] * 3
    assert set(found.texts) <= {safe, f"{safe}: {safe}", *lines}
    page, attributes = read_html(html(everywhere(text)))
    assert page.kinds <= TAGS
    assert page.rows[:3] == [[safe, safe]] * 3
    assert {one for one in page.texts if one.strip()} <= {
        *(safe, "Signatures", "Signed by", "Who", "Name", "Signature", "Date", *lines),
    }
    assert {name for _, name, _ in attributes} <= {
        *("lang", "charset", "http-equiv", "content", "name", "scope", "class"),
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_text_in_both_forms(text: str) -> None:
    check(text)
    check(f"Sam {text}")


@STEADY
@given(st.text(st.sampled_from("a1 \\`*_[]()<>&|~#+-.:!=\n'\"/$@^{}")).filter(str.strip))
def test_no_text_of_signs_is_markup(text: str) -> None:
    check(text)


def test_nothing_that_controls_what_shows_it_is_in_a_report() -> None:
    for text in HOSTILE:
        for written in (markdown(everywhere(text)), html(everywhere(text))):
            assert not re.search(
                r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", written
            )
            written.encode()


def test_plain_words_are_not_cluttered() -> None:
    for text in (
        "Learning and skills mentor (ST1379 v1.2)",
        "12 of 35 met, 5 submitted: on track",
        "Mon 2 Nov 10:00, well-being, O'Brien; 50% done!",
        "2026-11-23",
    ):
        assert escaped(text) == text


def test_lines_and_paragraphs_of_a_text_are_kept() -> None:
    text = "First line\nsecond line\n\n\n- third\n"
    report = Report(title="T", facts=(), sections=(Section("S", (Paragraph(text),)),))
    assert read_markdown(markdown(report)).texts == [
        "T",
        "S",
        "First line",
        "second line",
        "- third",
    ]
    assert "<p>First line<br>second line</p>\n<p>- third</p>" in html(report)


def test_a_paragraph_of_nothing_is_left_out() -> None:
    report = Report(title="T", facts=(), sections=(Section("S", (Paragraph(" \n\n "),)),))
    assert markdown(report) == "# T\n\n## S\n"
    assert "<p>" not in html(report)


def test_the_page_names_its_language_and_loads_nothing() -> None:
    page = html(everywhere("x"))
    _, attributes = read_html(page)
    assert ("html", "lang", "en-GB") in attributes
    assert ("meta", "charset", "utf-8") in attributes
    policies = [value or "" for tag, name, value in attributes if name == "content"]
    assert any(value.startswith("default-src 'none';") for value in policies)
    assert not re.search(r"https?:|url\(|@import|javascript", page)


def test_tables_of_the_page_can_be_listened_to() -> None:
    page, attributes = read_html(html(everywhere("x")))
    scopes = [value for tag, name, value in attributes if name == "scope"]
    assert scopes.count("col") == 2 + 4
    assert scopes.count("row") == 2 + 1
    assert "caption" in page.kinds


def test_the_page_is_made_to_be_printed() -> None:
    page = html(everywhere("x"))
    assert "size: A4" in page
    assert "display: table-header-group" in page
    assert "break-after: avoid" in page


def test_there_is_a_place_to_sign_on_the_page() -> None:
    page, _ = read_html(
        html(Report(title="T", facts=(), sections=(), signatures=(("Tutor", "Kit"),)))
    )
    assert page.rows == [["Who", "Name", "Signature", "Date"], ["Tutor", "Kit", "", ""]]
