import pytest

from scripts.platform_api.faults import Fault, fault_from_words, faults_as_json, faults_from_json, strike


def test_words_name_a_fault_with_its_options() -> None:
    fault = fault_from_words("429,endpoint=/usage/report,times=2,retry_after=5")
    assert fault == Fault("429", endpoint="/usage/report", times=2, retry_after=5)


@pytest.mark.parametrize(
    "words", ["", "200", "explode", "503,time=2", "503,times=0", "503,times=x", "delay,seconds=-1"]
)
def test_words_that_name_no_fault_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        fault_from_words(words)


def test_a_status_may_be_a_number_in_json() -> None:
    assert faults_from_json([{"kind": 503}]) == [Fault("503")]


def test_json_there_and_back_is_the_same() -> None:
    faults = [Fault("delay", seconds=0.5), Fault("429", method="PUT", reset_after=3, body="plain", message="Slower")]
    assert faults_from_json(faults_as_json(faults)) == faults


def test_a_fault_for_one_endpoint_spares_the_others_whose_path_ends_alike() -> None:
    faults = [Fault("404", endpoint="/operators")]
    assert strike(faults, "GET", "/metrics/operators") == ()
    assert strike(faults, "GET", "/operators") == (Fault("404", endpoint="/operators"),)


def test_a_fault_for_one_method_spares_the_other() -> None:
    faults = [Fault("422", endpoint="/settings", method="PUT")]
    assert strike(faults, "GET", "/settings") == ()
    assert len(strike(faults, "PUT", "/settings")) == 1


def test_a_counted_fault_leaves_with_its_last_time() -> None:
    faults = [Fault("503", times=2), Fault("401")]
    kinds = [strike(faults, "GET", "/catalog")[0].kind for _ in range(3)]
    assert kinds == ["503", "503", "401"]
    assert faults == [Fault("401")]


def test_delays_come_before_the_one_fault_that_ends_the_request() -> None:
    faults = [Fault("delay", seconds=1, times=1), Fault("503"), Fault("401")]
    assert [met.kind for met in strike(faults, "GET", "/catalog")] == ["delay", "503"]
    assert [met.kind for met in strike(faults, "GET", "/catalog")] == ["503"]
