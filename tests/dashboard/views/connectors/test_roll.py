from dashboard.views.connectors.roll import Chosen, Roll, categories, choices, lapsed, roll
from tests.dashboard.views.connectors.frames import adopted, silent


def shown(words: str = "", *values: str) -> Roll:
    return roll(adopted(), Chosen(words, values), 8)


def test_every_connector_can_be_opened_and_every_category_chosen_also_what_is_not_known() -> None:
    assert set(choices(adopted()).ids) == {"stripe", "hub88", "idle", "free"}
    assert choices(adopted()).categories == ("CRM", "Payments", "not known")


def test_all_connectors_have_a_row_most_calls_first() -> None:
    assert shown().ids == ("stripe", "hub88", "free", "idle")
    assert shown().caption == "4 of 4 connectors; adoption = share of 8 operators"


def test_words_are_found_in_name_id_and_category() -> None:
    assert shown("HUB").ids == ("hub88",)
    assert shown("payments").ids == ("stripe", "idle")
    assert shown("nothing").ids == ()


def test_a_category_chooses_its_connectors_and_so_does_what_is_not_known() -> None:
    assert shown("", "Payments").ids == ("stripe", "idle")
    assert shown("", "Payments", "not known").ids == ("stripe", "hub88", "idle")
    assert shown("idle", "Payments").caption == "1 of 4 connectors; adoption = share of 8 operators"


def test_shares_stay_those_of_all_connectors_when_filtered() -> None:
    assert shown("", "not known").grid.arrow["call_share"].to_pylist() == [25.0]


def test_ratios_are_whole_percent_on_the_screen_and_as_they_are_in_the_rows() -> None:
    first = shown()
    screen, row = first.grid.arrow.to_pylist()[0], first.rows.row(0, named=True)
    assert (screen["adoption"], screen["call_share"], screen["change"]) == (25.0, 75.0, 50.0)
    assert (row["adoption"], row["call_share"], row["change"]) == (0.25, 0.75, 0.5)


def test_lapsed_are_those_with_connections_and_no_call() -> None:
    shown = lapsed(adopted())
    assert shown.title == "Lapsed: 1 connector with connections and no call in the period"
    assert shown.grid.arrow.select(["name", "active_connections", "before"]).to_pylist() == [
        {"name": "Idle", "active_connections": 4, "before": 9}
    ]


def test_where_calls_are_not_reported_nothing_lapsed() -> None:
    shown = lapsed(silent())
    assert (shown.title.split(" with")[0], shown.grid.rows) == ("Lapsed: 0 connectors", 0)


def test_categories_have_whole_percents_and_the_unknown_a_name() -> None:
    rows = categories(adopted()).arrow.select(["category", "calls", "call_share", "change"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        ("Payments", 75, 75.0, 27.0),
        ("Not known", 25, 25.0, 25.0),
        ("CRM", 0, 0.0, 0.0),
    ]
