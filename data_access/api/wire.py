"""Every name that crosses the wire, and nothing else: the rest of the project says `API_CALLS`, never "apiCalls".

OneHazel documents its answers in words only, so each field has the spellings that those words suggest. They are
compared without case, underscores and outer spaces. A dot opens an object: "operators.active" is `{"operators": {"active": 3}}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from data_access import tables


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A name as it is compared: without case, underscores and outer spaces."""
    return name.strip().replace("_", "").casefold()


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the paths where it may stand, and the spelling to name it by when it is missing."""

    paths: tuple[tuple[str, ...], ...]
    usual: str


_INSIDE: dict[str, set[str]] = {}


def field(*spellings: str) -> Field:
    """The field with these spellings, the usual one first."""
    paths = dict.fromkeys(tuple(plain(name) for name in spelling.split(".")) for spelling in spellings)
    for head, *inside in paths:
        _INSIDE.setdefault(head, set()).update(inside)
    return Field(tuple(paths), spellings[0])


# Endpoints, below the base address
SUMMARY = "/metrics/summary"
OPERATOR_METRICS = "/metrics/operators"
CONNECTOR_METRICS = "/metrics/connectors"
USAGE_REPORT = "/usage/report"
SETTINGS = "/settings"
OPERATORS = "/operators"
CATALOG = "/catalog"
START, END, CURSOR, PAGE = "start", "end", "cursor", "page"

# The envelope and the words of an error; what an answer says of itself is in `wire_statements`
SUCCESS = field("success")
DATA = field("data")
ERROR = field("error")
ERROR_CODE = field("error.code", "code", "error_code")
ERROR_WORDS = field("error.message", "error", "message", "msg", "error_description")
RESET_AT = plain("resetAt")
_ANY_LIST = ("items", "results", "data")
LISTS: Mapping[str, tuple[str, ...]] = {
    OPERATOR_METRICS: ("operators", *_ANY_LIST, "metrics"),
    CONNECTOR_METRICS: ("connectors", *_ANY_LIST, "metrics"),
    USAGE_REPORT: ("operators", "usage", "report", *_ANY_LIST),
    OPERATORS: ("operators", *_ANY_LIST),
    CATALOG: ("connectors", "catalog", *_ANY_LIST),
}
"""The keys under which an endpoint's rows may stand."""

OBJECTS: Mapping[str, tuple[str, ...]] = {
    SUMMARY: ("summary", "metrics", "totals", "data"),
    SETTINGS: ("settings", "platform", "profile"),
}
"""The keys under which an endpoint's one object may stand."""

# GET /metrics/summary
OPERATORS_TOTAL = field("totalOperators", "operatorsTotal", "operatorCount", "operators", "operators.total")
OPERATORS_ACTIVE = field("activeOperators", "operatorsActive", "operators.active")
OPERATORS_SUSPENDED = field("suspendedOperators", "operatorsSuspended", "operators.suspended")

# Figures of /metrics/*; "gateway calls" and "gateway requests" are one thing to OneHazel
_API_CALLS = ("apiCalls", "totalApiCalls", "apiCallsTotal", "apiCallCount", "apiCallVolume")
_GATEWAY = ("gatewayRequests", "gatewayCalls", "totalGatewayRequests", "totalGatewayCalls", "gatewayRequestCount")
_GATEWAY_MORE = ("gatewayCallCount", "gatewayRequestsTotal", "gatewayCallsTotal", "gateway.requests", "gateway.calls")
_EVENTS = ("eventsIngested", "totalEventsIngested", "events", "totalEvents", "eventCount", "eventsTotal")
_EVENTS_MORE = ("eventIngestionVolume", "eventVolume", "ingestedEvents", "events.ingested")
API_CALLS = field(*_API_CALLS, "apiCalls.total")
GATEWAY_REQUESTS = field(*_GATEWAY, *_GATEWAY_MORE, "gatewayRequests.total", "gatewayCalls.total")
EVENTS_INGESTED = field(*_EVENTS, *_EVENTS_MORE, "eventsIngested.total", "events.total")
ACTIVE_CONNECTIONS = field(
    "activeConnections", "connectionsActive", "totalActiveConnections", "totalConnectionsActive",
    "activeConnectionCount", "connections.active",
)  # fmt: skip
INACTIVE_CONNECTIONS = field("inactiveConnections", "connectionsInactive", "connections.inactive")
ALL_CONNECTIONS = field("totalConnections", "connectionsTotal", "connectionCount", "connections.total")
BARE_CONNECTIONS = field("connections")
"""A bare number: the active ones where only those are documented, all of them of a connector."""
SUMMARY_FIELDS = (
    OPERATORS_TOTAL, OPERATORS_ACTIVE, OPERATORS_SUSPENDED, API_CALLS, GATEWAY_REQUESTS, EVENTS_INGESTED,
    ACTIVE_CONNECTIONS, BARE_CONNECTIONS,
)  # fmt: skip

# One operator
OPERATOR_ID = field("operatorId", "id", "operator.id")
OPERATOR_NAME = field("operatorName", "name", "operator.name")
STATUS = field("status")
PLAN = field("plan")
INDUSTRY = field("industry")
CONTACT_EMAIL = field("contactEmail")
CREATED_AT = field("createdAt")
LAST_ACTIVE_AT = field("lastActiveAt", "lastActive", "lastActiveTimestamp", "lastActivityAt", "lastActivity")

# One connector
CONNECTOR_ID = field("connectorId", "id", "connector.id")
CONNECTOR_NAME = field("connectorName", "name", "connector.name")
CATEGORY = field("category", "connector.category")
USING_OPERATORS = field(
    "operators", "operatorCount", "operatorsCount", "totalOperators", "operatorsUsing", "numberOfOperators",
    "operators.total", "operators.count",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Traffic:
    """How one metric of a usage report may be spelled.

    `either` may hold a number or a breakdown, `parts` a breakdown, `total` a number. A breakdown written as pairs has
    its key in the first of `keys` that is there.
    """

    either: Field
    parts: Field
    total: Field
    keys: tuple[Field, ...]


def _traffic(names: tuple[str, ...], totals: tuple[str, ...], parts: tuple[str, ...], keys: tuple[str, ...]) -> Traffic:
    """A breakdown may carry its own total beside its keys: that is never one more key."""
    nested = tuple(f"{name}.{part}" for name in names for part in (*parts, "breakdown"))
    flat = tuple(f"{name}{part}" for name in names for part in (*parts, "Breakdown"))
    own_totals = tuple(f"{name}.{TOTAL_KEY}" for name in (*names, *nested, *flat))
    return Traffic(field(*names), field(*flat, *nested), field(*totals, *own_totals), tuple(map(field, keys)))


TOTAL_KEY = "total"
PART_COUNT = field(
    "count", "quantity", "value", "total", "calls", "requests", "events", "volume", "callCount", "requestCount",
    "eventCount", "totalCount", "apiCalls", "gatewayRequests", "gatewayCalls", "eventsIngested",
)  # fmt: skip

TRAFFIC: Mapping[str, Traffic] = {
    tables.API_CALLS: _traffic(
        ("apiCalls",),
        ("totalApiCalls", "apiCallsTotal", "apiCallCount", "apiCallVolume"),
        ("byCategory", "byEndpointCategory", "byEndpoint"),
        ("category", "endpointCategory", "endpoint", "key", "name", "type"),
    ),
    tables.GATEWAY_REQUESTS: _traffic(
        ("gatewayRequests", "gatewayCalls"),
        ("totalGatewayRequests", "totalGatewayCalls", "gatewayRequestsTotal", "gatewayCallsTotal"),
        ("byConnector", "byConnectorId"),
        ("connectorId", "connector.id", "id", "connector", "key", "connectorName", "name"),
    ),
    tables.EVENTS_INGESTED: _traffic(
        ("eventsIngested", "events"),
        ("totalEventsIngested", "totalEvents", "eventsTotal", "eventCount"),
        ("byType", "byEventType"),
        ("type", "eventType", "event", "key", "name"),
    ),
}
BILLABLE_UNITS = field("billableUnits", "totalBillableUnits", "billableUnitsTotal", "billableUnits.total")
NESTED_USAGE = (plain("usage"), plain("metrics"))
"""Objects inside a row of the report that may hold its figures."""

_STORAGE_NAMES = ("storage", "storageUsage", "storageUsed", "storageSize", "usedStorage")
_PREFIXES = ("", "k", "m", "g", "t", "p", "e")
_LONG_PREFIXES = (
    ("", "kilo", "mega", "giga", "tera", "peta", "exa"),
    ("", "kibi", "mebi", "gibi", "tebi", "pebi", "exbi"),
)


def _sizes() -> dict[str, int]:
    """By a word for a unit of bytes as it is compared, how many bytes it is."""
    words: dict[str, int] = {"octet": 1, "octets": 1}
    for base, infix, prefixes in ((1000, "", _LONG_PREFIXES[0]), (1024, "i", _LONG_PREFIXES[1])):
        for power, (letter, prefix) in enumerate(zip(_PREFIXES, prefixes, strict=True)):
            stem = f"{letter}{infix}" if letter else ""
            spelled = (f"{stem}b", f"{stem}byte", f"{stem}bytes", f"{prefix}byte", f"{prefix}bytes")
            words |= dict.fromkeys(spelled, base**power)
    return words


SIZES: Mapping[str, int] = _sizes()


def _storage(unit: int) -> Field:
    """A storage field of a unit: `storageMb`, `storageUsageInMb`, … or `storage: {mb}`."""
    words = [word for word, size in SIZES.items() if size == unit and word != "b"]
    spelled = [f"{name}{infix}{word}" for name in _STORAGE_NAMES for word in words for infix in ("", "in", ".")]
    return field(*spelled)


STORAGE: Mapping[int, Field] = {unit: _storage(unit) for unit in sorted(set(SIZES.values()))}
"""The storage fields by how many bytes one unit of each is; the finest first."""

BARE_STORAGE = field(*_STORAGE_NAMES)
STORAGE_STEMS = frozenset(plain(name) for name in _STORAGE_NAMES) | {
    path[0] for one in STORAGE.values() for path in one.paths if len(path) == 1
}
"""What a unit of storage is named after: `storageUnit`, or `units: {"storageBytes": …}`."""

COUNT_STEMS = frozenset(
    path[0] for traffic in TRAFFIC.values() for one in (traffic.either, traffic.total) for path in one.paths
) | {plain(name) for name in ("billableUnits", "apiCall", "gatewayRequest", "gatewayCall", "event", "traffic", "usage")}

NOT_OF: Mapping[str, frozenset[str]] = {
    OPERATOR_ID.usual: frozenset(map(plain, ("connectorId", "operatorsUsing", "operatorCount", "operators"))),
    CONNECTOR_ID.usual: frozenset(map(plain, ("operatorId", "billableUnits", "lastActiveAt"))),
}
"""By the usual name of a row's id: names that only the other kind of row has."""

PLATFORM_ID = field("id", "platformId")

# GET and PUT /settings: by the profile's field, the spelling to write where the platform has none yet coming first
PROFILE: Mapping[str, Field] = {
    "name": field("name", "platformName"),
    "contact_email": field("contactEmail"),
    "webhook_url": field("webhookUrl"),
}
NEVER_SENT = (plain("id"), plain("createdAt"), plain("updatedAt"))

KNOWN_INSIDE: Mapping[str, frozenset[str]] = {head: frozenset(names) for head, names in _INSIDE.items() if names}
"""By the name of an object: the names inside it that some field knows."""
