#!/usr/bin/env python3
"""For verify: gets all tasks as lines of JSON, and prints a line for each scan that the database does not know."""
import json, sqlite3, sys

known = {row[0] for row in sqlite3.connect("scans.sqlite").execute("SELECT scan FROM scans")}
for line in sys.stdin:
    task = json.loads(line)
    if task["params"]["scan"] not in known:
        print(json.dumps({"id": task["id"], "problem": f"the database has no {task['params']['scan']}"}))
