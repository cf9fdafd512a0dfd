"""A response body opened: is it JSON, does it say that it succeeded, and if not, why (rule 2)."""

from typing import Any

from data_access import exact_json
from data_access.api import values, wire
from data_access.api.row import Row
from data_access.api.statements import refuse_failed, statements
from data_access.api.wire_statements import ERRORS
from data_access.errors import UnexpectedAnswer, quotable
from data_access.names import bare


def successful(body: bytes, endpoint: str) -> Any:
    """The JSON value in `body`, envelope and all.

    Raises UnexpectedAnswer for what is not JSON, and for an envelope that says `success: false`, or that has errors
    beside its data: what came may be half of it.
    """
    try:
        value = exact_json.parsed(body)
    except ValueError as wrong:
        sample = quotable(body[:400].decode("utf-8", "replace"), 80)
        raise UnexpectedAnswer(f"GET {endpoint}: {wrong}; it begins {sample or '(empty)'}") from None
    if isinstance(value, dict) and (refused := _refusal(value)) is not None:
        raise UnexpectedAnswer(f"GET {endpoint}: OneHazel says that it failed: {refused}")
    if isinstance(value, dict) and any(Row.of(value, "").found(one) for one in (wire.DATA, wire.SUCCESS)):
        errors = statements([Row.of({name: one for name, one in value.items() if bare(name) in ERRORS}, "")])
        refuse_failed(errors, f"GET {endpoint}")
    return value


def single(body: bytes, endpoint: str) -> dict[str, Any]:
    """The one object in `body`, in the envelope or bare, as it came. Raises UnexpectedAnswer as `successful` does."""
    value = successful(body, endpoint)
    if isinstance(value, dict):
        names = {wire.plain(name): name for name in value}
        data, success = (names.get(one.paths[0][0]) for one in (wire.DATA, wire.SUCCESS))
        if data is not None and (success is not None or len(value) == 1):
            value = value[data]
        elif success is not None:
            value = {name: inner for name, inner in value.items() if name != success}
    if not isinstance(value, dict):
        raise UnexpectedAnswer(f"GET {endpoint}: {values.quoted(value)} is not an object")
    return value


def refusal_in(body: bytes) -> str | None:
    """Why an answer that needs no content refuses after all; None when it does not. No JSON object refuses nothing."""
    try:
        value = exact_json.parsed(body)
    except ValueError:
        return None
    return _refusal(value) if isinstance(value, dict) else None


def error_words(value: Any) -> str:
    """The code and message of an error answer, whichever of its shapes it has; "" when it has none."""
    if not isinstance(value, dict):
        return quotable(value) if isinstance(value, str) else ""
    error = Row.of(value, "")
    said = [str(told) for one in (wire.ERROR_CODE, wire.ERROR_WORDS) for told in _texts(error, one)]
    return quotable(": ".join(dict.fromkeys(said)))


def _refusal(value: dict[str, Any]) -> str | None:
    """Why it failed, where `success` is there and not true, or missing beside an `error`; None when it succeeded."""
    envelope = Row.of(value, "")
    flags = [flag for _, flag in envelope.found(wire.SUCCESS)]
    if all(flag is True for flag in flags) if flags else not envelope.found(wire.ERROR):
        return None
    return error_words(value) or "(no reason given)"


def _texts(row: Row, field: wire.Field) -> list[Any]:
    return [told for _, told in row.found(field) if isinstance(told, str | int) and not isinstance(told, bool)]
