"""Answers as the sources are described to give them, written by hand, and a source that gives
them. No real call is behind any of them; the figures are invented unless a test says otherwise."""

from io import BytesIO
from pathlib import Path

import httpx
from openpyxl import Workbook

from samsyn.official_statistics.sources import Caller
from samsyn.register.ages import ALL_AGES, band

ANSWERS = Path(__file__).with_name("answers")


def answer(name):
    return (ANSWERS / name).read_bytes()


class Stored:
    """Answers in the order they are asked for, and what was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []
        self.pauses = []

    def caller(self):
        client = httpx.Client(transport=httpx.MockTransport(self._answer))
        return Caller(client, pause=self.pauses.append)

    def _answer(self, request):
        self.asked.append(request)
        given = self.answers.pop(0)
        if isinstance(given, Exception):
            raise given
        if isinstance(given, httpx.Response):
            return given
        return httpx.Response(200, content=given)


def workbook(*rows, sheets=1):
    book = Workbook()
    for number in range(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def ages(text):
    return ALL_AGES if text == "all" else band(text)
