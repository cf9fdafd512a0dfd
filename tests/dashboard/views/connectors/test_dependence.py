from dashboard.views.connectors.dependence import failures, together, use
from tests.dashboard.views.connectors.frames import CATALOGUE, roster, weeks

USED = weeks((0, "ana", "stripe", 100), (0, "ana", "hub88", 10), (0, "ben", "stripe", 10), (0, "cleo", "stripe", 1))


def test_calls_stand_by_operator_and_connector_under_their_names() -> None:
    shown = use(USED, roster("Ana", "Ben", "Cleo"), CATALOGUE)
    assert shown is not None
    rows = shown.figures.arrow.select(["operator_name", "connector_name", "calls"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        ("Ana", "Stripe", 100),
        ("Ana", "Hub88", 10),
        ("Ben", "Stripe", 10),
        ("Cleo", "Stripe", 1),
    ]
    assert shown.left_out == "All of them."


def test_who_and_what_has_no_place_is_counted() -> None:
    many = weeks(*((0, f"op{n:02}", f"c{n:02}", 100 - n) for n in range(32)))
    shown = use(many, roster(), CATALOGUE)
    assert shown is not None
    assert shown.left_out == "Not shown, with fewer requests: 12 operators and 12 connectors"


def test_without_a_call_nobody_uses_anything() -> None:
    assert use(USED.clear(), roster("Ana"), CATALOGUE) is None


def test_pairs_have_their_overlap_in_whole_percent() -> None:
    used = weeks(*((0, one, key, 1) for one in ("a", "b", "c") for key in ("stripe", "hub88")), (0, "d", "stripe", 1))
    (pair,) = together(used, CATALOGUE).arrow.to_pylist()
    assert (pair["name_a"], pair["name_b"], pair["both"], pair["jaccard"]) == ("Hub88", "Stripe", 3, 75.0)


def test_a_failure_is_told_by_the_connectors_name_else_by_its_id() -> None:
    used = weeks((0, "ana", "stripe", 75), (0, "ben", "new one", 25))
    rows = failures(used, CATALOGUE).arrow.select(["name", "operators", "losing_half", "share_of_network"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [("Stripe", 1, 1, 75.0), ("new one", 1, 1, 25.0)]
