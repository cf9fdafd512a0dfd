"""Who did it, beside everything that is recorded (contract, "Who is asking")."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by `name`: told by the login or the proxy, or `self_declared`, asked once and believed."""

    name: str
    self_declared: bool
