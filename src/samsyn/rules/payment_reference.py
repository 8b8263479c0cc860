"""References and accounts of payments: check digits by the modulus-10 method."""

import re

_NOT_DIGITS = re.compile(r"[\s\u00a0-]")
SHORTEST_OCR, LONGEST_OCR = 2, 25


class InvalidReference(ValueError):
    """A reference or account number that cannot be right. The message is in Swedish."""


def check_digit(digits: str) -> str:
    """Return the check digit of a number by modulus 10, weights 2, 1, 2 … from the right.

    Raises InvalidReference unless `digits` are digits 0–9.

    Source: Bankgirot's description of OCR references and of Bankgiro numbers (the 10-modulus
    method); the same as ISO/IEC 7812-1 annex B (Luhn).

    >>> check_digit("5050105")
    '5'
    """
    if not digits.isascii() or not digits.isdigit():
        raise InvalidReference(f"{digits!r} är inte bara siffror")
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return str(-total % 10)


def ocr_reference(number: str) -> str:
    """Return a number with its check digit, for the field of a payment that machines read.

    Raises InvalidReference if it is not digits, or becomes longer than 25 of them.

    Source: Bankgirot's description of OCR references: 2–25 digits, the last one the check
    digit.

    >>> ocr_reference("20251860")
    '202518601'
    """
    made = number + check_digit(number)
    if len(made) > LONGEST_OCR:
        raise InvalidReference(f"en OCR-referens har högst {LONGEST_OCR} siffror")
    return made


def checked_ocr(text: str) -> str:
    """Return an OCR reference as digits only.

    Raises InvalidReference if its length or its check digit is wrong.

    Source: as `ocr_reference`.

    >>> checked_ocr("2025 1860 1")
    '202518601'
    """
    digits = _digits(text, "OCR-referensen")
    if not SHORTEST_OCR <= len(digits) <= LONGEST_OCR:
        raise InvalidReference(f"en OCR-referens har {SHORTEST_OCR}–{LONGEST_OCR} siffror")
    _refuse_wrong_digit(digits, "OCR-referensen")
    return digits


def checked_bankgiro(text: str) -> str:
    """Return a Bankgiro number as it is printed: 123-4567 or 1234-5678.

    Raises InvalidReference if its length or its check digit is wrong.

    Source: Bankgirot: 7 or 8 digits, the last one a check digit by modulus 10.

    >>> checked_bankgiro("50501055")
    '5050-1055'
    """
    digits = _digits(text, "bankgironumret")
    if len(digits) not in {7, 8}:
        raise InvalidReference("ett bankgironummer har 7 eller 8 siffror")
    _refuse_wrong_digit(digits, "bankgironumret")
    return f"{digits[:-4]}-{digits[-4:]}"


def _digits(text: str, what: str) -> str:
    digits = _NOT_DIGITS.sub("", text)
    if not digits.isascii() or not digits.isdigit():
        raise InvalidReference(f"{what} {text!r} är inte bara siffror")
    return digits


def _refuse_wrong_digit(digits: str, what: str) -> None:
    wanted = check_digit(digits[:-1])
    if digits[-1] != wanted:
        raise InvalidReference(
            f"kontrollsiffran i {what} stämmer inte: den är {digits[-1]}, väntade {wanted}"
        )
