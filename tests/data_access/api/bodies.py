"""Short ways to say what an API answers, and to read it."""

import json
from typing import Any

from data_access.api import pages, wire
from data_access.api.pages import Page


def envelope(data: Any) -> bytes:
    return json.dumps({"success": True, "data": data}).encode()


def operator_metrics(*rows: dict[str, Any]) -> list[Page]:
    return [pages.page(envelope(list(rows)), wire.OPERATOR_METRICS)]


def connector_metrics(*rows: dict[str, Any]) -> list[Page]:
    return [pages.page(envelope(list(rows)), wire.CONNECTOR_METRICS)]


def usage_report(*rows: dict[str, Any]) -> list[Page]:
    return [pages.page(envelope({"operators": list(rows)}), wire.USAGE_REPORT)]
