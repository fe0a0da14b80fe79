"""Letters and mailboxes: subject, date and publisher with the lines that prove them, and the text that is seen."""

from __future__ import annotations

import datetime
from email.message import EmailMessage

import pytest

from searchcsto.documents import Document, Evidence
from searchcsto.ingest import mail
from searchcsto.ingest.articles import read_article
from searchcsto.ingest.content import MemoryContent, ReadOptions
from searchcsto.ingest.limits import Article, Problem
from searchcsto.ingest.mail import read_letter, read_mailbox
from searchcsto.ingest.mail_headers import read_title

DATE = "Mon, 07 Apr 2031 08:15:00 +0300"
TEXT = "The talks about water went on in Orlo on Monday, and both sides said that they would meet again.\n"
TODAY = datetime.date(2035, 1, 1)


def write(text: str = TEXT, **headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {"Subject": "Talks resume", "Date": DATE, **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def read(letter: EmailMessage | bytes) -> list[Article | Problem]:
    data = letter if isinstance(letter, bytes) else bytes(letter)
    return list(read_letter(MemoryContent("a.eml", data), ReadOptions()))


def read_one(letter: EmailMessage | bytes) -> Document:
    (article,) = read(letter)
    assert isinstance(article, Article)
    return make_document(article)


def make_document(article: Article) -> Document:
    document = read_article(article.text, id=article.id or "a", markup=article.markup, today=TODAY)
    cited: list[Evidence | None] = [document.title_evidence, *document.date_evidence, *document.source_evidence]
    for evidence in cited:
        assert evidence is None or document.text[evidence.start : evidence.end] == evidence.words
    return document


def read_box(data: bytes) -> list[Article | Problem]:
    return list(read_mailbox(MemoryContent("a.mbox", data), ReadOptions()))


def read_problem(data: bytes) -> str:
    (problem,) = read(data)
    assert isinstance(problem, Problem)
    assert problem.skipped
    return problem.reason


def test_what_the_headers_state() -> None:
    document = read_one(write(From="Orlo Courier <news@courier.example>"))
    assert (document.title, document.date, document.sources) == ("Talks resume", "2031-04-07", ("Orlo Courier",))
    assert (document.title_status, document.date_status, document.sources_status) == ("stated",) * 3
    assert [each.rule for each in (document.title_evidence, *document.date_evidence) if each] == [
        "mail subject",
        "mail date",
    ]
    assert document.text == (
        f"{TEXT.strip()}\n\nSubject: Talks resume\nDate: {DATE}\nFrom: Orlo Courier <news@courier.example>"
    )
    assert document.body is not None
    assert all(end <= len(TEXT) for _, end in document.body)


@pytest.mark.parametrize(
    ("sender", "source"),
    [
        ("Orlo Courier <a@x.example>", "Orlo Courier"),
        ('"Velia Times, Morning" <a@x.example>', "Velia Times"),
        ("Kestrel | Velia News <a@x.example>", "Velia News"),
        ("Anna Bell via Velia News <anna@x.example>", "Velia News"),
        ("Interfax <a@x.example>", "Interfax"),
        ("ТАСС <a@x.example>", "TASS"),
        ("Kestrel <newsletter@kestrel.example>", "Kestrel"),
        ("Kestrel <daily-news@kestrel.example>", "Kestrel"),
        ("Пресс-служба порта Орло <press@port.example>", "Пресс-служба порта Орло"),
        ("Anna Bell <anna.bell@kestrel.example>", None),
        ("Анна Белл <anna@mail.example>", None),
        ("anna@kestrel.example", None),
        ("news@kestrel.example", None),
        ("Kestrel <info@kestrel.example>", None),
        ("", None),
        ("<<>> @@ ,;", None),
    ],
)
def test_a_publisher_is_a_source_and_a_person_is_none(sender: str, source: str | None) -> None:
    data = f"From: {sender}\nSubject: Talks\n\n{TEXT}".encode()
    document = read_one(data)
    assert document.sources == ((source,) if source else ())


def test_an_office_that_writes_to_many_is_a_publisher() -> None:
    headers = {"From": "Kestrel <noreply@kestrel.example>", "List_Unsubscribe": "<mailto:x@kestrel.example>"}
    assert read_one(write(**headers)).sources == ("Kestrel",)


def test_the_name_of_a_list() -> None:
    headers = {"From": "Anna Bell <anna@x.example>", "List_Id": "Velia Gazette <velia.x.example>"}
    assert read_one(write(**headers)).sources == ("Velia Gazette",)
    assert read_one(write(**{**headers, "List_Id": "gardeners <garden.x.example>"})).sources == ()


@pytest.mark.parametrize(
    ("subject", "title", "forwarded"),
    [
        ("Talks", "Talks", False),
        ("Re: RE[2]: Ответ: Talks: again", "Talks: again", False),
        ("[velia-news] Talks", "Talks", False),
        ("Fwd: Talks", "Talks", True),
        ("Пересл: FW: Переговоры", "Переговоры", True),
        ("Re:", "", False),
        ("[Talks]", "[Talks]", False),
        ("Reform: what next", "Reform: what next", False),
    ],
)
def test_subjects(subject: str, title: str, forwarded: bool) -> None:
    assert read_title(subject) == (title, forwarded)


def test_a_forwarded_letter_is_dated_by_what_it_forwards() -> None:
    inner = "---------- Forwarded message ---------\nFrom: Anna\nDate: Sat, Apr 5, 2031 at 8:15 AM\nSubject: Talks\n\n"
    document = read_one(write(inner + TEXT, Subject="Fwd: Talks", From="Velia News <news@x.example>"))
    assert (document.title, document.date) == ("Talks", "2031-04-05")
    assert "Velia News" not in document.sources
    assert "2031-04-07" in [each.value for each in document.alternatives]
    assert read_one(write(Subject="Fwd: Talks")).date == "2031-04-07"


def test_without_a_date_the_day_of_receiving_is_a_guess() -> None:
    data = f"Received: from a by b; Tue, 8 Apr 2031 01:15:00 +0300\nSubject: Talks\n\n{TEXT}".encode()
    (article,) = read(data)
    assert isinstance(article, Article)
    assert article.markup is not None
    assert article.markup.date is None
    assert make_document(article).date == "2031-04-08"


@pytest.mark.parametrize(
    "date", ["Thu, 1 Jan 1970 00:00:00 +0000", "Sat, 7 Apr 2040 08:15:00 +0300", "tomorrow", "", "03/04/2031"]
)
def test_a_wrong_clock_is_not_believed(date: str) -> None:
    data = f"Received: by b; Mon, 7 Apr 2031 23:15:00 -0500\nDate: {date}\nSubject: Talks\n\n{TEXT}".encode()
    assert read_one(data).date in ("2031-04-07", None)
    assert read_one(data).date_evidence == () or "Received" in read_one(data).text


def test_zones_on_both_sides_of_midnight() -> None:
    headers = {"Received": "by b; Mon, 7 Apr 2031 23:15:00 -0500", "Date": "Tue, 8 Apr 2031 04:15:00 +0000"}
    assert read_one(write(**headers)).date == "2031-04-08"


@pytest.mark.parametrize("charset", ["utf-8", "koi8-r", "windows-1251", "iso-8859-5"])
def test_russian_in_any_encoding(charset: str) -> None:
    text = "Переговоры о воде продолжились в Орло в понедельник."
    message = EmailMessage()
    message["Subject"] = "Переговоры возобновились"
    message["From"] = "Новости Орло <news@orlo.example>"
    message["Date"] = DATE
    message.set_content(text, charset=charset)
    document = read_one(message)
    assert (document.title, document.sources) == ("Переговоры возобновились", ("Новости Орло",))
    assert document.text.startswith(text)


@pytest.mark.parametrize("charset", ["koi8-r", "cp1251", "utf-8"])
@pytest.mark.parametrize("declared", ["", "us-ascii", "x-unknown", "utf-8", "rot13"])
def test_encodings_that_are_not_declared_or_wrongly(charset: str, declared: str) -> None:
    line = "Переговоры о воде продолжились в Орло в понедельник, и стороны договорились встретиться снова."
    kind = f"Content-Type: text/plain; charset={declared}\n" if declared else ""
    data = f"Subject: Переговоры о воде продолжились\n{kind}\n{line}\n".encode(charset)
    document = read_one(data)
    assert document.title == "Переговоры о воде продолжились"
    assert document.text.startswith(line)


@pytest.mark.parametrize(
    "subject", ["=?utf-8?B?0J/!!?=", "=?nope?Q?a=20b?=", "=?utf-8?Q?=D0?=", "=?koi8-r?B?", "\x00 a"]
)
def test_broken_encoded_words_do_not_break_the_letter(subject: str) -> None:
    assert read_one(f"Subject: {subject}\nDate: {DATE}\n\n{TEXT}".encode()).date == "2031-04-07"


def test_plain_text_goes_before_html() -> None:
    message = write()
    message.add_alternative("<p>In HTML</p>", subtype="html")
    assert "HTML" not in read_one(message).text


def test_html_is_rendered_where_the_plain_text_says_nothing() -> None:
    message = write("Please view this in HTML.")
    message.add_alternative(f"<style>p {{}}</style><h1>Talks</h1><p>{TEXT * 3}</p>", subtype="html")
    assert read_one(message).text.startswith("Talks\n\nThe talks about water")


def test_html_alone() -> None:
    data = f"Subject: a\nContent-Type: text/html; charset=utf-8\n\n<p>Орло</p><p>{TEXT}</p>".encode()
    assert read_one(data).text.startswith("Орло\n\nThe talks")


def test_wrapped_lines_are_joined_where_the_letter_says_so() -> None:
    data = (
        b"Subject: a\nContent-Type: text/plain; format=flowed\n\nThe talks \nwent on.\nNew line.\n> quoted \n> twice\n"
    )
    assert read_one(data).text.startswith("The talks went on.\nNew line.\n> quoted\n> twice")


def test_attachments_are_told_and_pictures_are_not() -> None:
    message = write()
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="отчёт.pdf")
    message.add_attachment(b"GIF", maintype="image", subtype="gif", filename="a.gif")
    problem, article = read(message)
    assert problem == Problem("attachment отчёт.pdf is not read", skipped=False)
    assert isinstance(article, Article)


def test_a_letter_with_nothing_but_an_attachment() -> None:
    message = write("")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    assert read_problem(bytes(message)) == "it has no text; attachments are not read: a.pdf"


def test_a_letter_within_a_letter() -> None:
    outer = write("See below.\n", Subject="Fwd: Talks")
    outer.add_attachment(
        write(From="Anna Bell <anna@x.example>", Subject="Talks", Date="Sat, 5 Apr 2031 08:15:00 +0300")
    )
    text = read_one(outer).text
    assert text.startswith("See below.\n\nFrom: Anna Bell <anna@x.example>\nDate: Sat, 05 Apr 2031")
    assert TEXT.strip() in text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\n", "only blanks"),
        (b"Subject: a\n\n", "it has no text"),
        (b"\0\1\2" * 50, "it has no text"),
        (b"Subject: a\nContent-Type: multipart/encrypted; boundary=x\n\n--x--\n", "encrypted"),
    ],
)
def test_a_letter_without_text(data: bytes, reason: str) -> None:
    assert reason in read_problem(data)


def test_parts_within_parts_end() -> None:
    head = b"Subject: a\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(3_000)
    )
    assert read(head + b"\n" + TEXT.encode())


def test_a_letter_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "_MAX_LETTER", 100)
    assert "larger than 100 bytes" in read_problem(bytes(write(TEXT * 10)))
    stamp = b"From a Mon Apr  7 08:15:00 2031\n"
    large, small = read_box(stamp + bytes(write(TEXT * 10)) + b"\n" + stamp + b"Subject: b\n\nText\n")
    assert isinstance(large, Problem)
    assert large.number == 1
    assert isinstance(small, Article)
    assert small.number == 2


def test_the_letters_of_a_mailbox() -> None:
    first, second = (
        bytes(write(Message_ID="<k1@x.example>")),
        bytes(write(Message_ID="<k1@x.example>", Subject="Again")),
    )
    data = b"From - Mon Apr 07 08:15:00 2031\n" + first + b"\nFrom a@x.example Mon Apr  7 08:15 2031\n" + second
    found = read_box(data)
    assert [(each.number, each.id) for each in found if isinstance(each, Article)] == [(1, "k1@x.example"), (2, None)]
    assert [make_document(each).title for each in found if isinstance(each, Article)] == ["Talks resume", "Again"]


@pytest.mark.parametrize("stamp", [b"From \n", b"From - \n", b"From anna@x.example Mon Apr  7 08:15:00 2031\r\n"])
def test_how_letters_begin(stamp: bytes) -> None:
    data = (stamp + b"Subject: a\n\nText\n\n") * 3
    assert [each.number for each in read_box(data) if isinstance(each, Article)] == [1, 2, 3]


@pytest.mark.parametrize(
    "line",
    [
        b"From the start it went well.\n",
        b"\nFrom Orlo: they met at 10:15 in 2031\nand left.\n",
        b"\nFrom now on\nWater: none\n",
        b"\n>From the start\nSubject: b\n",
        b"From me\nSubject: quoted\n",
    ],
)
def test_lines_of_a_text_that_begin_none(line: bytes) -> None:
    (article,) = read_box(b"From - Mon Apr 07 08:15:00 2031\nSubject: a\n\nText\n" + line)
    assert isinstance(article, Article)
    assert b"From " + line.partition(b"From ")[2].strip() in article.text.encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"no letters\nhere\n", "no line begins one"), (b"\0" * 3_000_000, "no line begins")],
)
def test_a_mailbox_without_letters(data: bytes, reason: str) -> None:
    (problem,) = read_box(data)
    assert isinstance(problem, Problem)
    assert reason in problem.reason


def test_a_single_letter_under_the_name_of_a_mailbox() -> None:
    (article,) = read_box(bytes(write()))
    assert isinstance(article, Article)


def test_a_letter_nested_too_deep_is_told_in_words() -> None:
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(20_000))
    (problem,) = read_letter(MemoryContent("a.eml", b"Subject: Talks\n" + parts + b"\nwords"), ReadOptions())
    assert isinstance(problem, Problem)
    assert problem.reason == "a letter that cannot be read: it is nested too deep"
