#!/usr/bin/env python3
"""The index. index.py more N: N more rows, and a file for each; index.py ended: what became of tasks, from muster watch.

Whoever changes it writes another beside it and puts that in its place, one at a time: who reads it never sees half of one.
"""
import csv, fcntl, json, os, pathlib, random, sys

COLUMNS = ["id", "file", "level", "state", "cells"]
INDEX = pathlib.Path(__file__).with_name("index.csv")


def change(edit):
    with open(INDEX.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        rows = list(csv.DictReader(INDEX.open())) if INDEX.exists() else []
        edit(rows)
        new = INDEX.with_suffix(".new")
        with new.open("w", newline="") as out:
            table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
            out.flush()
            os.fsync(out.fileno())
        new.rename(INDEX)


def more(rows, count):
    for n in range(len(rows), len(rows) + count):
        file = INDEX.parent / "fields" / ("%05d.txt" % n)
        file.parent.mkdir(exist_ok=True)
        # One in forty has holes.
        file.write_text(" ".join(str(random.randrange(100) - (100 if n % 40 == 13 else 0)) for _ in range(240)))
        rows.append({"id": "f%05d" % n, "file": "fields/" + file.name, "level": random.choice([2, 4, 8])})


def ended(rows, tasks):
    known = {row["id"]: row for row in rows}
    for task in tasks:
        row = known[task["id"].split("/", 1)[1]]
        row.update(state=task["state"], cells=(task["result"] or {}).get("cells", ""))


if __name__ == "__main__":
    if sys.argv[1] == "more":
        change(lambda rows: more(rows, int(sys.argv[2])))
    else:
        tasks = [json.loads(line) for line in sys.stdin]
        change(lambda rows: ended(rows, tasks))
