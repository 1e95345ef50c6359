#!/usr/bin/env python3
"""Both projects put calls on their queues, then somebody has an urgent one: enqueue.py HOW-MANY"""
import sys

from muster_queue import Queue

numbers, urgent, spare = Queue("primes"), Queue("words", "high"), Queue("words", "low")
for n in range(int(sys.argv[1])):
    numbers.enqueue(id="number-%d" % n, n=10**12 + n)
    spare.enqueue("most_common", id="text-%d" % n, text="to be or not to be " * n)
call = urgent.enqueue("longest_word", text="a parliament of owls")
print("the longest word is", urgent.result(call))
