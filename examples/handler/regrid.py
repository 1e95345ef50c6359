"""What takes long is done once a slot: here it builds a table, as a stand-in for imports and files that are read."""
import os

from muster_handler import handler

TABLE = [n * n % 1009 for n in range(500_000)]
with open("started.txt", "a") as started:
    started.write("%d\n" % os.getpid())


@handler
def regrid(tile, level):
    tile, level = int(tile), int(level)  # of a CSV they are texts
    if tile % 100 == 13:
        raise ValueError("tile %d is a bad one" % tile)
    print("regridding tile", tile)
    with open("regridded.txt", "a") as done:
        done.write("%d\n" % tile)
    return {"cells": sum(TABLE[tile : tile + level])}
