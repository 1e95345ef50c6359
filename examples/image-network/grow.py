#!/usr/bin/env python3
"""Finds edges while others are being matched, and adds each to the campaign: grow.py MUSTER FROM TO"""
import json, subprocess, sys

muster, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for n in range(first, last, 5):
    rows = [
        {"id": f"0000-{m:04}", "image1": "images/0000.txt", "image2": f"images/{m:04}.txt"}
        for m in range(n, min(n + 5, last))
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    subprocess.run([muster, "add", "network", "--jsonl", "-"], input=lines, text=True, check=True)
