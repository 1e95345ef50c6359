"""The handler: what takes long is done once a slot, here a table as a stand-in for imports."""
import os
import pathlib

from muster_handler import handler

WEIGHTS = [n * n % 1009 for n in range(300_000)]
SWEEPS = 10_000


@handler
def regrid(file, level, task):
    cells = [int(cell) for cell in pathlib.Path(file).read_text().split()]
    step = int(level)
    if any(cell < 0 for cell in cells):
        raise ValueError("%s has holes" % file)
    for _ in range(SWEEPS):
        cells = [(before + cell) // 2 for before, cell in zip(cells[-1:] + cells, cells)]
    coarse = [sum(cells[n : n + step]) * WEIGHTS[n] for n in range(0, len(cells), step)]
    part = pathlib.Path("regridded/%s.part-%d" % (task["key"], os.getpid()))
    part.write_text("\n".join(map(str, coarse)) + "\n")
    part.rename("regridded/%s.txt" % task["key"])  # whole, or not at all
    return {"cells": len(coarse)}
