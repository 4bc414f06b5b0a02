import asyncio

from exam_platform.rehearsal.ledger import Ledger, read_ledger


def test_what_was_written_is_read_again(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.write(5, "sent", lease=1, changes=[(1, 7, ["B"], False), (2, None, "blur", False)])
    ledger.write(5, "acked", lease=1, changes=[(1, 7, ["B"], False)])
    ledger.close()
    sent, acked = read_ledger(tmp_path / "ledger.jsonl")
    assert (sent["attempt"], sent["what"], sent["changes"]) == (
        5,
        "sent",
        [[1, 7, ["B"], False], [2, None, "blur", False]],
    )
    assert acked["changes"] == [[1, 7, ["B"], False]]
    assert acked["at"] >= sent["at"] > 0


def test_it_is_on_disk_while_the_rehearsal_runs(tmp_path):
    path = tmp_path / "ledger.jsonl"

    async def rehearse():
        ledger = Ledger(path)
        syncing = asyncio.create_task(ledger.keep_synced())
        ledger.write(5, "acked", changes=[])
        await asyncio.sleep(0.5)
        found = [line["what"] for line in read_ledger(path)]
        syncing.cancel()
        ledger.close()
        return found

    assert asyncio.run(rehearse()) == ["acked"]


def test_no_line_is_lost_while_others_are_written(tmp_path):
    path, count = tmp_path / "ledger.jsonl", 20_000

    async def rehearse():
        ledger = Ledger(path)
        syncing = asyncio.create_task(ledger.keep_synced())
        for number in range(count):
            ledger.write(number, "sent", changes=[(1, 7, ["B"], False)] * 20)
            if number % 50 == 0:
                await asyncio.sleep(0.001)
        syncing.cancel()
        await asyncio.sleep(0.2)
        ledger.close()

    asyncio.run(rehearse())
    assert [line["attempt"] for line in read_ledger(path)] == list(range(count))


def test_a_torn_last_line_is_left_out(tmp_path):
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(b'{"attempt":1,"what":"sent"}\n{"attempt":2,"wh')
    assert [line["attempt"] for line in read_ledger(path)] == [1]
