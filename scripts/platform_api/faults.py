"""Faults that the platform server commits on demand: frozen values, and the words that name them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, NonNegativeFloat, NonNegativeInt, PositiveInt, TypeAdapter
from pydantic.dataclasses import dataclass

ANY = "*"

Kind = Annotated[str, BeforeValidator(str), Field(pattern=r"^([45]\d\d|html|delay|cut|drop|unsuccessful|malformed)$")]
Body = Literal["envelope", "plain", "bare", "html", "empty"]


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Fault:
    """One thing that goes wrong.

    `kind`: a status (`"401"` … `"504"`); `html` (200 with a page); `delay` (`seconds`, then the true answer or the next
    fault); `cut` (half of the true body under its whole Content-Length); `drop` (the connection closes unanswered);
    `unsuccessful` (200 with `success: false`); `malformed` (200 with broken JSON).
    `endpoint`: a path below the base such as `/usage/report`, or `*`; `method`: `GET`, `PUT` or `*`.
    `times`: for how many requests; None = for ever.
    `retry_after`: seconds, a header; `reset_after`: seconds from now, told as `resetAt` in the body.
    `body`: how a status is dressed: the envelope, `plain` (`error` is a string), `bare` (no envelope, as the layer below
    OneHazel answers), `html`, `empty`. `message`: the words in it.
    """

    kind: Kind
    endpoint: str = ANY
    method: str = ANY
    times: PositiveInt | None = None
    seconds: NonNegativeFloat = 0
    retry_after: NonNegativeInt | None = None
    reset_after: NonNegativeInt | None = None
    body: Body = "envelope"
    message: str = "A fault was asked for"

    def strikes(self, method: str, endpoint: str) -> bool:
        """Whether a request for `endpoint` (a path below the base) by `method` meets this fault."""
        return self.endpoint in (ANY, endpoint) and self.method in (ANY, method)


_FAULTS = TypeAdapter(list[Fault])


def faults_from_json(listed: object) -> list[Fault]:
    """The faults in a JSON list of objects with `Fault`'s names. Raises pydantic's ValidationError (a ValueError)."""
    return _FAULTS.validate_python(listed)


def faults_as_json(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """The reverse of `faults_from_json`."""
    listed: list[dict[str, Any]] = _FAULTS.dump_python(list(faults), mode="json")
    return listed


def fault_from_words(words: str) -> Fault:
    """`429,endpoint=/usage/report,times=2,retry_after=5` as a Fault. Raises ValueError for anything else."""
    kind, *options = words.split(",")
    pairs = dict(option.partition("=")[::2] for option in options)
    return faults_from_json([{"kind": kind, **pairs}])[0]


def strike(faults: list[Fault], method: str, endpoint: str) -> tuple[Fault, ...]:
    """The faults that this request meets, in order, up to and with the first that is no delay.

    Each that is counted loses one of its `times`, and leaves the list with its last.
    """
    met: list[Fault] = []
    for fault in list(faults):
        if not fault.strikes(method, endpoint):
            continue
        met.append(fault)
        _count_down(faults, fault)
        if fault.kind != "delay":
            break
    return tuple(met)


def _count_down(faults: list[Fault], fault: Fault) -> None:
    if fault.times is None:
        return
    place = faults.index(fault)
    faults[place : place + 1] = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
