"""JSON without loss: whole numbers stay exact, fractions become Decimal, and nothing is dropped in silence."""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

_DEEPEST = 64
_HALF = re.compile("[\ud800-\udfff]")


def parsed(body: bytes) -> Any:
    """The JSON value in `body` (UTF-8). Raises ValueError, in words, for what is not JSON or says two things at once.

    An escaped half of a character stays one, and no encoding writes it: `text` escapes it again. NaN and Infinity are no JSON. A name that one object holds twice is read once when both values are equal.
    """
    try:
        read = body.decode("utf-8-sig")
        value = json.loads(read, parse_float=Decimal, parse_constant=_refused, object_pairs_hook=_object)
    except json.JSONDecodeError as wrong:
        raise ValueError(f"not JSON: {wrong.msg} at character {wrong.pos}") from None
    except UnicodeDecodeError:
        raise ValueError("not JSON: not UTF-8") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except InvalidOperation:
        raise ValueError("it holds a number with an exponent beyond all measure") from None
    except ValueError as wrong:
        too_long = str(wrong).startswith("Exceeds the limit")  # what `int` says; anything else is ours
        raise ValueError("it holds a number of thousands of digits" if too_long else str(wrong)) from None
    _refuse_depth(value)
    return value


def text(value: Any, *, sort_keys: bool = False) -> str:
    """`value` as compact JSON that any encoding can write, every number with the digits it came with.

    By name when `sort_keys`.
    """
    match value:
        case dict():
            names = sorted(value) if sort_keys else list(value)
            pairs = (f"{_plain(name)}:{text(value[name], sort_keys=sort_keys)}" for name in names)
            return "{" + ",".join(pairs) + "}"
        case list():
            return "[" + ",".join(text(item, sort_keys=sort_keys) for item in value) + "]"
        case Decimal():
            return str(value)
        case _:
            return _plain(value)


def _plain(value: object) -> str:
    written = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return written if written.isascii() else _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", written)


def _refuse_depth(value: Any) -> None:
    """What is read here is walked through by recursion afterwards."""
    level = [value]
    for _ in range(_DEEPEST):
        containers = [inner for inner in level if isinstance(inner, dict | list)]
        if not containers:
            return
        level = [deeper for one in containers for deeper in (one.values() if isinstance(one, dict) else one)]
    raise ValueError("nested too deeply")


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"not JSON: it holds {constant}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for name, value in pairs:
        if held.setdefault(name, value) != value:
            raise ValueError(f"one object holds {json.dumps(name[:80])} twice, with different values")
    return held
