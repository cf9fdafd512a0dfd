"""The words of the screen: what metrics, columns and states are called, and what they mean."""

from collections.abc import Mapping

from dashboard.metrics.search import NOT_KNOWN
from data_access.tables import API_CALLS, BILLABLE_UNITS, EVENTS_INGESTED, GATEWAY_REQUESTS, STORAGE_BYTES

METRIC_TITLES: Mapping[str, str] = {
    API_CALLS: "API calls",
    GATEWAY_REQUESTS: "Gateway requests",
    EVENTS_INGESTED: "Events ingested",
    STORAGE_BYTES: "Storage",
    BILLABLE_UNITS: "Billable units",
}

METRIC_MEANINGS: Mapping[str, str] = {
    API_CALLS: "Calls to OneHazel's API. They may or may not include gateway requests, so the two are never added.",
    GATEWAY_REQUESTS: "Calls passed on to a vendor through a connector.",
    EVENTS_INGESTED: "Rows appended to an entity.",
    STORAGE_BYTES: "Data held, in bytes. In a dataset, the mean over the period's days.",
    BILLABLE_UNITS: "As the source states them; a dataset without them weighs calls, requests and events.",
    "operators": "Operators known to the platform now, whatever the period.",
    "active_connections": "Authenticated connections that are active now, whatever the period.",
}

CONNECTOR_MEANINGS = (
    "**Adoption** operators with at least one active connection, as a share of all operators of the platform.  \n"
    "**Per connection** gateway requests of the period for each connection that is active now.  \n"
    "**Lapsed** has connections, but no gateway request in the period. A connection is intent, not use."
)

BREAKDOWN_TITLES: Mapping[str, str] = {
    API_CALLS: "Endpoint category",
    GATEWAY_REQUESTS: "Connector",
    EVENTS_INGESTED: "Event type",
}

PRESET_TITLES: Mapping[str, str] = {
    "last_7_days": "Last 7 days",
    "last_28_days": "Last 28 days",
    "last_84_days": "Last 84 days",
    "this_month": "This month",
    "this_quarter": "This quarter",
    "this_year": "This year",
    "last_month": "Last month",
    "last_quarter": "Last quarter",
    "custom": "Custom range",
}


REPORT_STATES: Mapping[str, str] = {
    "provisional": "The period is not over, a day has no data, or a check failed: the figures are not for an invoice yet.",
    "settling": "The period is over, but late usage may still come.",
    "final": "The period is over and settled, and every check holds.",
}
"""What the states of a report mean."""

CHANGE_TITLES: Mapping[str, str] = {
    "newly_silent": "Newly silent",
    "newly_at_risk": "Newly at risk",
    "came_back": "Back again",
    "new_operator": "New operators",
    "new_connector": "New connectors",
    "lapsed_connector": "Lapsed connectors",
}
"""What changed on the network since a day: the kinds of `metrics.activity.since`."""

ORDER_TITLES: Mapping[str, str] = {
    "at_stake": "Most at stake",
    "value": "Largest",
    "delta": "Largest difference",
    "value_change": "Largest change",
    "days_silent": "Longest silence",
}
"""How the operators' table may be ordered."""

RULE_TITLES: Mapping[str, str] = {
    "watch_days": "Watch from, days silent",
    "inactive_days": "Inactive from, days silent",
    "dormant_days": "Dormant from, days silent",
    "new_days": "New, days since first seen",
    "recovered_active_days": "Recovered: active within, days",
    "recovered_silent_days": "Recovered: had been silent, days",
    "recovered_within": "Recovered: within the last, days",
    "window_days": "Compared span, days (whole weeks)",
    "risk_fall": "At risk from a fall of, %",
    "watch_fall": "Watch from a fall of, %",
    "dominant_share": "A connector counts from a share of, %",
    "connector_silent_days": "It stopped when silent for, days",
    "least_base": "No percentage below, activity before",
    "network_fall": "The network fell from a median fall of, %",
}
"""What each threshold of `metrics.activity.states.ActivityRules` is called beside its field."""

NOT_BROKEN_DOWN = "(not broken down)"
"""What the source gives as a number only, without a category, connector or type."""


CHANGES_WITHOUT_PERCENT: Mapping[str, str] = {
    "none": "no change",
    "was_zero": "was 0 before",
    "not_comparable": "not comparable",
    "not_reported": "not reported",
    "not_reported_before": "before not reported",
}
"""By `metrics.change.ChangeKind`: what stands in the place of a percentage, on screen and on paper."""


def state_title(state: str | None) -> str:
    """A status, plan or group as people write it: `pending_approval` reads `Pending approval`."""
    return NOT_KNOWN.capitalize() if state is None else state.replace("_", " ").capitalize()


def column_title(name: str) -> str:
    """A column as people read it: `operator_id` reads `Operator id`."""
    return METRIC_TITLES.get(name, name.replace("_", " ").capitalize())
