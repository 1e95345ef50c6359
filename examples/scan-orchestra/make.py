#!/usr/bin/env python3
"""Makes scans: a raw file, a task and a row of the database each: make.py [SCANS]"""
import pathlib, sqlite3, sys

scans = int(sys.argv[1]) if len(sys.argv) > 1 else 20
for folder in ("raw", "tasks"):
    pathlib.Path(folder).mkdir(exist_ok=True)
known = sqlite3.connect("scans.sqlite")
known.execute("CREATE TABLE IF NOT EXISTS scans (scan TEXT PRIMARY KEY, tiles INTEGER)")
with known:
    for n in range(1, scans + 1):
        scan, tiles = f"scan-{n:03}", 1 + n % 4
        pathlib.Path(f"raw/{scan}.txt").write_text(f"{tiles}\n")
        pathlib.Path(f"tasks/{scan}.yml").write_text(f"scan: {scan}\nid: {scan}\ncamera: {{name: left, gain: {n % 3}}}\n")
        known.execute("INSERT OR REPLACE INTO scans VALUES (?, ?)", (scan, tiles))
