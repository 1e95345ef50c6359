"""RQ beside Muster: enqueues jobs that do nothing, and works them off in this process.

python rq_peer.py PORT PASSWORD JOBS HOW prints {"push_s":…,"work_s":…,"done":…}. HOW is one of
work: enqueue and work off; push: only enqueue; leave: enqueue one job that says "first" and leave it there;
first: work off what is there.
"""

import json
import logging
import sys
import time

from redis import Redis
from rq import Queue, SimpleWorker

import peer_tasks

AT_ONCE = 1000

port, password, jobs, how = int(sys.argv[1]), sys.argv[2] or None, int(sys.argv[3]), sys.argv[4]
logging.disable(logging.CRITICAL)
connection = Redis(host="127.0.0.1", port=port, password=password)
queue = Queue("peer", connection=connection)


def work():
    SimpleWorker([queue], connection=connection).work(burst=True, logging_level="CRITICAL")


if how == "first":
    work()
    sys.exit(0)
queue.empty()
if how == "leave":
    queue.enqueue(peer_tasks.first, 0)
    print("{}")
    sys.exit(0)

begun = time.monotonic()
for start in range(0, jobs, AT_ONCE):
    queue.enqueue_many([Queue.prepare_data(peer_tasks.noop, (n,)) for n in range(start, min(jobs, start + AT_ONCE))])
pushed = time.monotonic() - begun

worked = 0.0
if how == "work":
    begun = time.monotonic()
    work()
    worked = time.monotonic() - begun
done = jobs - len(queue)
queue.empty()
print(json.dumps({"push_s": pushed, "work_s": worked, "done": done}))
