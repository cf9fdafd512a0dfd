"""How many examples a property is tried with: few in the loop, all of them in `make test-full`."""

from hypothesis import HealthCheck, settings

_ALL = 100


def register_profiles() -> None:
    """`small` and `full`; how fast a machine is today is no property of the arithmetic, so neither has a deadline."""
    settings.register_profile("full", deadline=None, max_examples=_ALL, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("small", settings.get_profile("full"), max_examples=_ALL // 4)


def examples(wanted: int) -> int:
    """As many of the `wanted` ones as the profile that is in use takes of the usual hundred."""
    return max(1, wanted * settings().max_examples // _ALL)
