"""The page reader: papers are found, boilerplate is not, whatever the page does to its lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.model import Paper, Reject
from kg.read import read_papers
from kg.read._names import name_likeness
from kg.read._paragraphs import paragraphs, prose
from kg.read._shapes import boilerplate

NEWSLETTER = Path(__file__).parent.parent / "data" / "read" / "newsletter.txt"

LONG = (
    "We measure how long cats purr after a meal, in forty households and over two years. The median is eleven "
    "minutes, and it does not depend on the breed. A linear model explains sixty percent of the variance, and what "
    "it leaves unexplained is, we believe, mood. All recordings are public."
)


def no_reject(reject: Reject) -> None:
    pytest.fail(f"{reject.path}, line {reject.line}: {reject.reason}")


def read(path: Path, text: str, **options: str) -> tuple[list[Paper], list[Reject]]:
    path.write_text(text, encoding="utf-8")
    rejects: list[Reject] = []
    return list(read_papers(path, on_reject=rejects.append, **options)), rejects


@pytest.fixture
def page(tmp_path: Path) -> Callable[[str], list[tuple[str, str]]]:
    def titles_and_abstracts(text: str) -> list[tuple[str, str]]:
        papers, _ = read(tmp_path / "page.txt", text)
        return [(paper.title, paper.abstract) for paper in papers]

    return titles_and_abstracts


def test_newsletter_gives_its_papers_and_nothing_else() -> None:
    papers = list(read_papers(NEWSLETTER, on_reject=lambda reject: None))
    assert [(paper.id, paper.title) for paper in papers] == [
        ("newsletter-00", "Counting Sparrows with Recurrent Networks"),
        ("newsletter-01", "Is Depth Enough?"),
        ("newsletter-02", "Sourdough."),
        (
            "newsletter-03",
            "A Rather Long Title about the Many Ways in Which a Title Can Be Wrapped over Two Lines of a Page",
        ),
        ("newsletter-04", "Tl;dr is not an abstract"),
    ]
    assert papers[0].abstract.startswith("We count") and papers[0].abstract.endswith("example.org/sparrows.")
    assert papers[1].abstract.startswith("No. We train") and papers[1].abstract.endswith("depth does.")
    assert papers[2].abstract.startswith("A sourdough") and papers[2].abstract.endswith("where the yeast dies.")
    assert papers[3].abstract.endswith("we join state-of-the-art wraps.")
    assert papers[4].abstract == "We show this in one line."


def test_every_paragraph_of_the_newsletter_is_a_paper_or_a_reject_with_its_line() -> None:
    rejects: list[Reject] = []
    papers = list(read_papers(NEWSLETTER, on_reject=rejects.append))
    lines = NEWSLETTER.read_text(encoding="utf-8").split("\n")
    for reject in rejects:
        assert reject.path == str(NEWSLETTER) and reject.stage == "read"
        assert reject.line is not None and reject.record is not None
        assert reject.record.rstrip("…").startswith(lines[reject.line - 1][:20])
    kept = " ".join(f"{paper.title} {paper.abstract}" for paper in papers) + " ".join(str(r.record) for r in rejects)
    missing = [line for line in lines if line.strip() and line.strip()[:40] not in kept]
    assert missing == []
    reasons = {reject.record: reject.reason for reject in rejects}
    assert reasons["Feb 7"] == "not a paper: a date"
    assert reasons["byMQ and the reading circle"] == "not a paper: a byline"
    assert reasons["Jane Roe"] == "not a paper: no abstract follows"
    assert "an abstract without a title" in reasons.values()


@pytest.mark.parametrize(
    "line",
    [
        "Mar 13",
        "March 13, 2024",
        "13 March 2024",
        "Tue, Mar 5",
        "2024-03-13",
        "3 hours ago",
        "Mar 4 - Mar 10",
        "byAK and the research community",
        "By Jane Doe and John Roe",
        "· Published on Mar 13",
        "Published on Mar 13 by AK · 35 upvotes",
        "Submitted on 12 Jun 2017 (v1), last revised 2 Aug 2023",
        "Submitted by tester",
        "Accepted to NeurIPS 2020",
        "35 upvotes",
        "▲ 35 · 12 comments",
        "1.2k",
        "★ 245",
        "GitHub 1.2k",
        "5 min read",
        "View all",
        "Load more papers",
        "View PDF",
        "new",
        "Trending Papers",
        "Subscribe",
        "Sign up",
        "Get trending papers in your email inbox!",
        "Subscribe to our newsletter to get updates for your field.",
        "arXiv:1706.03762v5 [cs.CL] 6 Dec 2017",
        "1706.03762",
        "https://arxiv.org/abs/1706.03762",
        "Code: https://example.org/code",
        "doi:10.1000/xyz123",
        "cs.LG, stat.ML",
        "Comments: 10 pages, 5 figures",
        "Subjects: Machine Learning (cs.LG)",
        "Keywords: cats, purring",
        "Abstract",
        "Methods:",
        "---",
        "© 2024 Example Inc.",
        "You are receiving this email because you subscribed. Unsubscribe here.",
        "Welcome to this week's issue: twelve papers our readers liked.",
        "Thanks for reading, see you tomorrow!",
    ],
)
def test_boilerplate_is_known_by_its_shape(line: str) -> None:
    assert boilerplate(line) is not None


@pytest.mark.parametrize(
    "title",
    [
        "Mamba",
        "Attention Is All You Need",
        "You Only Look Once: Unified, Real-Time Object Detection",
        "Get To The Point: Summarization with Pointer-Generator Networks",
        "Show, Attend and Tell: Neural Image Caption Generation with Visual Attention",
        "Bytes Are All You Need",
        "BYOL for Audio",
        "By Design: How Names Shape Code",
        "March Madness Prediction with Neural Networks",
        "Copyright Violations and Large Language Models",
        "Email Spam Filtering using Deep Learning",
        "Papers with Code Is Not Enough",
        "Shared knowledge in natural conversations",
        "1984",
        "Results on Sparse Attention",
        "Code Generation with AlphaCode",
    ],
)
def test_titles_are_no_boilerplate(title: str) -> None:
    if title == "1984":
        assert boilerplate(title) == "no words"  # a number alone is a counter far more often than a title
    else:
        assert boilerplate(title) is None


@pytest.mark.parametrize(
    ("line", "likeness"),
    [
        ("Ada Lovelace, Alan M. Turing and Grace Hopper", 1.0),
        ("Vaswani Noam et al.", 1.0),
        ("Christopher Manning, Richard Socher, Andrew Ng", 1.0),
        ("Ludwig van Beethoven1, Clara O'Neill2*", 1.0),
        ("Department of Computer Science, University of Nowhere", 1.0),
        ("Jane Doe", 0.3),
        ("Layer Normalization", 0.0),
        ("Discourse Analysis and Its Applications", 0.3),
        ("Attention Is All You Need", 0.0),
        ("Mamba", 0.0),
    ],
)
def test_names_of_people(line: str, likeness: float) -> None:
    assert name_likeness(line) <= likeness if likeness < 1 else name_likeness(line) == 1


def test_prose_is_told_from_titles() -> None:
    assert prose("Are Sixteen Heads Really Better than One? Pruning attention in trained models") < 0
    assert prose("Effects of aspirin on stroke.") < 0
    assert prose("We show that cats purr.") > 0
    assert prose(LONG) > 4


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_line_ends_and_byte_order_mark(tmp_path: Path, ends: str) -> None:
    text = f"\ufeffOn Cats\n\nCats\tpurr when   they are\ncontent. We measured it.\n\nOn Dogs\n\n{LONG}\n"
    path = tmp_path / "p.txt"
    path.write_bytes(text.replace("\n", ends).encode())
    papers = list(read_papers(path, on_reject=no_reject))
    assert [paper.title for paper in papers] == ["On Cats", "On Dogs"]
    assert papers[0].abstract == "Cats purr when they are content. We measured it."


def test_abstract_of_several_paragraphs(page: Callable[[str], list[tuple[str, str]]]) -> None:
    abstract = f"Cats purr. We ask why they do so.\n\nMethods\n\n{LONG}\n\nCode is available."
    text = f"On Cats\n\n{abstract}\n\nOn Dogs\n\n{LONG} So."
    assert page(text) == [
        ("On Cats", f"Cats purr. We ask why they do so. {LONG} Code is available."),
        ("On Dogs", f"{LONG} So."),
    ]


def test_hard_wrapped_lines_are_joined_and_hyphens_kept(page: Callable[[str], list[tuple[str, str]]]) -> None:
    abstract = "We pre-\ntrain and post-\ntrain short-\nand long-term models on cats."
    assert page(f"A Title that Is Wrapped over\nTwo Lines\n\n{abstract}\n") == [
        ("A Title that Is Wrapped over Two Lines", "We pre-train and post-train short- and long-term models on cats.")
    ]


def test_no_blank_line_between_title_and_abstract(page: Callable[[str], list[tuple[str, str]]]) -> None:
    assert page(f"On Cats\n{LONG}\nMar 13\nOn Dogs\n{LONG} So.\n") == [("On Cats", LONG), ("On Dogs", f"{LONG} So.")]


@pytest.mark.parametrize("title", ["Do Cats Purr?", "Aspirin reduces stroke in elderly patients.", "Purr!", "Mamba"])
def test_titles_that_end_like_sentences(page: Callable[[str], list[tuple[str, str]]], title: str) -> None:
    assert page(f"On Dogs\n\n{LONG} So.\n\n{title}\n\n{LONG}\n") == [("On Dogs", f"{LONG} So."), (title, LONG)]


def test_very_short_abstracts(page: Callable[[str], list[tuple[str, str]]]) -> None:
    text = (
        "On Cats\n\nCats purr.\n\nOn Dogs\n\nThey do not.\n\nOn the Purring of Large Cats\n\nWe prove that they cannot."
    )
    assert [title for title, _ in page(text)] == ["On Cats", "On Dogs", "On the Purring of Large Cats"]


def test_people_between_title_and_abstract(page: Callable[[str], list[tuple[str, str]]]) -> None:
    text = f"Adam: A Method for Cats\n\nJane Doe\n\nNowhere University\n\n{LONG}\n\nLayer Purring\n\n{LONG} So.\n"
    assert [title for title, _ in page(text)] == ["Adam: A Method for Cats", "Layer Purring"]


def test_labels_are_taken_off(page: Callable[[str], list[tuple[str, str]]]) -> None:
    assert page(f"Title: On Cats\n\nAbstract: {LONG}\n\n## On Dogs\n\nAbstract - {LONG} So.\n") == [
        ("On Cats", LONG),
        ("On Dogs", f"{LONG} So."),
    ]
    assert page(f"Abstract Cats\n\nAbstract cats are cats. {LONG}") == [
        ("Abstract Cats", f"Abstract cats are cats. {LONG}")
    ]


def test_an_abstract_behind_boilerplate_is_not_glued_to_the_one_before(tmp_path: Path) -> None:
    papers, rejects = read(tmp_path / "p.txt", f"On Cats\n\n{LONG}\n\nMar 13\n\n{LONG} So.\n")
    assert [paper.abstract for paper in papers] == [LONG]
    assert [(reject.line, reject.reason) for reject in rejects] == [
        (5, "not a paper: a date"),
        (7, "an abstract without a title"),
    ]


def test_ids_have_two_digits_and_more_when_needed(tmp_path: Path) -> None:
    text = "".join(f"On Cat Number {i}\n\nCat {i} is a cat. {LONG}\n\n" for i in range(101))
    papers, _ = read(tmp_path / "cats.txt", text, id_prefix="seed")
    assert [papers[0].id, papers[9].id, papers[99].id, papers[100].id] == ["seed-00", "seed-09", "seed-99", "seed-100"]


def test_long_pages_are_read_in_segments(tmp_path: Path) -> None:
    text = "".join(f"On Cat Number {i}\n\nCat {i} is a cat. {LONG}\n\n" for i in range(500))
    papers, rejects = read(tmp_path / "cats.txt", text)
    assert [paper.title for paper in papers] == [f"On Cat Number {i}" for i in range(500)]
    assert rejects == []


def test_markup_and_pages_without_papers_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"HTML or XML.*save it as text"):
        read(tmp_path / "p.txt", "<!DOCTYPE html><html><body>On Cats</body></html>")
    with pytest.raises(InputError, match=r"no papers in it, read as page.*line 1: not a paper.*: give titles"):
        read(tmp_path / "p.txt", "Just a line\n\nMar 13\n")


def test_paragraphs_give_the_line_they_begin_at() -> None:
    lines = enumerate(["", "", "On Cats", "", "Cats purr and", "purr."], 1)
    assert list(paragraphs(lines)) == [(3, "On Cats"), (5, "Cats purr and purr.")]
