"""F3: a web worker is killed with -9 every two seconds while everybody saves and hands in."""

from tests.faults.processes import kill_child


def test_f03_web_workers_killed(stack, rehearse, kills):
    with rehearse(stack, "F3", seconds=max(60, 40 + kills * 6)) as run:
        for number in run.times(kills, every=2):
            kill_child(stack, "web", number)
    assert run.longest_silence() <= 30
    assert run.figures()["answers_500"] == 0
    run.check()
