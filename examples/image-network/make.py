#!/usr/bin/env python3
"""Makes images (texts of one number each stand for them) and edges.csv, the pairs to be matched: make.py [IMAGES]"""
import csv, pathlib, sys

images = int(sys.argv[1]) if len(sys.argv) > 1 else 40
pathlib.Path("images").mkdir(exist_ok=True)
for n in range(images):
    # Most are alike. Some need a larger tolerance, one in ten more than the ladder has; one makes the program wait.
    shift = {3: 0.15, 5: 0.35, 7: 0.8}.get(n % 10, 0.05)
    pathlib.Path(f"images/{n:04}.txt").write_text(f"{shift}{' slow' if n == 9 else ''}\n")
with open("edges.csv", "w", newline="") as file:
    edges = csv.writer(file)
    edges.writerow(["id", "image1", "image2"])
    for n in range(0, images // 2):
        edges.writerow([f"0000-{n:04}", "images/0000.txt", f"images/{n:04}.txt"])
