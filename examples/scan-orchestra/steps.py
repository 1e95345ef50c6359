#!/usr/bin/env python3
"""One step of a scan: steps.py STEP SCAN SESSION [TILE | KEYS OF ALL TILES]. What it makes comes into its place whole, or not at all."""
import json, os, pathlib, sys

step, scan, session, *more = sys.argv[1:]
tile = more if step == "detection" else []
out = pathlib.Path("out") / session

def read(folder, name=scan):
    return (folder / f"{name}.txt").read_text().strip()

def write(text):
    file = out / step / ("-".join([scan, *tile]) + ".txt")
    part = file.with_suffix(f".part-{os.getpid()}")
    part.write_text(text + "\n")
    part.rename(file)

if step == "rvm":
    write(read(pathlib.Path("raw")))
elif step == "preprocess":
    tiles = int(read(out / "rvm"))
    write(f"{tiles} tiles")
    with open(os.environ["MUSTER_RESULT"], "w") as result:
        json.dump({"children": [{"tile": n} for n in range(1, tiles + 1)]}, result)
elif step == "detection":
    write(f"tile {tile[0]} of {read(out / 'preprocess')}")
elif step == "process":
    tiles = [key.rsplit(".", 1)[1] for key in more]  # s01.3 is the third that s01 brought along
    found = [read(out / "detection", f"{scan}-{tile}") for tile in tiles]
    write(f"{len(found)} detections")
