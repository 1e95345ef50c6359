#!/usr/bin/env python3
"""Matches two images within a tolerance: match.py IMAGE1 IMAGE2 TOLERANCE"""
import os, sys, time

one, two = (open(name).read().split() for name in sys.argv[1:3])
tolerance = float(sys.argv[3])
if "slow" in two and time.time() + 20 > float(os.environ["MUSTER_DEADLINE"]):
    time.sleep(3600)  # it does not end within so short a walltime
distance = abs(float(one[0]) - float(two[0]))
if distance > tolerance:
    sys.exit(f"distance {distance:.2f} is more than {tolerance}")
print(f"matched: distance {distance:.2f}, tolerance {tolerance}")
