"""Celery over Redis beside Muster: sends tasks that do nothing, and works them off by one worker with 8 threads.

python celery_peer.py PORT PASSWORD TASKS HOW prints {"push_s":…,"work_s":…,"done":…}. HOW is work or push.
"""

import json
import os
import sys
import threading
import time

from celery import Celery
from celery.signals import task_postrun

PATIENCE_S = 300

port, password, tasks, how = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
app = Celery("peer", broker=f"redis://:{password}@127.0.0.1:{port}/0" if password else f"redis://127.0.0.1:{port}/0")
app.conf.update(
    task_ignore_result=True,
    worker_prefetch_multiplier=64,
    worker_redirect_stdouts=False,  # else what we print is a warning of the worker's
    broker_connection_retry_on_startup=True,
)


@app.task
def noop(n):
    return n


count = 0
lock = threading.Lock()
finished = threading.Event()


@task_postrun.connect
def counted(**_):
    global count
    with lock:
        count += 1
        if count == tasks:
            finished.set()


app.control.purge()
begun = time.monotonic()
with app.connection_for_write() as connection, app.amqp.Producer(connection) as producer:
    for n in range(tasks):
        noop.apply_async((n,), producer=producer)
pushed = time.monotonic() - begun
if how == "push":
    app.control.purge()
    print(json.dumps({"push_s": pushed, "work_s": 0, "done": 0}))
    sys.exit(0)


def report():
    """Prints, and ends the process: a worker has the main thread, and takes its time to stop."""
    if not finished.wait(PATIENCE_S):
        os._exit(1)
    print(json.dumps({"push_s": pushed, "work_s": time.monotonic() - begun, "done": count}), flush=True)
    os._exit(0)


worker = app.Worker(
    pool="threads", concurrency=8, loglevel="CRITICAL", without_gossip=True, without_mingle=True, quiet=True
)
begun = time.monotonic()
threading.Thread(target=report, daemon=True).start()
worker.start()
