#!/usr/bin/env python3
"""Puts a task into an open campaign that says foreign_messages: accept; docs/protocol.md tells how, and nothing but Python is needed.

  ./add_task.py unix:/path/redis.sock|HOST:PORT PASSWORD_FILE CAMPAIGN STAGE ID '{"path": "a.nc"}'
"""
import json, socket, sys

address, password_file, campaign, stage, task, params = sys.argv[1:]
if address.startswith("unix:"):
    server = socket.socket(socket.AF_UNIX)
    server.connect(address[5:])
else:
    server = socket.create_connection(address.rsplit(":", 1))
answers = server.makefile("rb")

def redis(*words):
    data = [word.encode() for word in words]
    server.sendall(b"*%d\r\n" % len(data) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in data))
    line = answers.readline().rstrip()
    if line[:1] == b"-":
        sys.exit(line[1:].decode())
    if line[:1] != b"$":
        return line[1:].decode()
    return None if line == b"$-1" else answers.read(int(line[1:]) + 2)[:-2].decode()

redis("AUTH", open(password_file).read().strip())
key = "muster:{%s}:" % campaign
if redis("HGET", key + "campaign", "foreign") != "accept" or redis("HGET", key + "campaign", "open") != "1":
    sys.exit(campaign + " is not open, or takes no tasks of others: see open and foreign_messages in its file")
names = json.loads(redis("HGET", key + "campaign", "queues") or "{}")
redis("RPUSH", names.get("processing", key + stage + ":proc"), json.dumps({"id": task, "params": json.loads(params)}))
redis("RPUSH", key + "bell", "1")
redis("PEXPIRE", key + "bell", "30000")
print(task, "added")
