#!/usr/bin/env python3
"""Keeps how each task ended in a SQLite file. As a watcher, it may be told of a task more than once: the last word counts.

  muster watch CAMPAIGN --exec './flags.py flags.sqlite' --batch 500
"""
import json, sqlite3, sys

flags = sqlite3.connect(sys.argv[1], timeout=60)
flags.execute("CREATE TABLE IF NOT EXISTS flags (id TEXT PRIMARY KEY, state TEXT, outcome TEXT, attempt INTEGER, ended TEXT)")
with flags:  # one transaction: all of the batch or nothing
    for line in sys.stdin:
        task = json.loads(line)
        row = [task[key] for key in ("id", "state", "outcome", "attempt", "ended")]
        flags.execute("INSERT OR REPLACE INTO flags VALUES (?, ?, ?, ?, ?)", row)
