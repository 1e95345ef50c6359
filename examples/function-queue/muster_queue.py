"""Calls functions on a pool of Muster from Python, by docs/protocol.md alone: enqueue, and wait for the result.

    words = Queue("words", "high", pool="desk")
    call = words.enqueue("count_words", text="to be or not to be")
    words.result(call)                                   # 6; an exception where it failed

Needs the pool's key, and Muster's own Redis on this machine. Another server: address=("HOST", PORT), password="…".
"""
import base64, hashlib, hmac, json, os, pathlib, re, socket, time, uuid

HOME = pathlib.Path(os.environ.get("MUSTER_HOME") or "~/.local/state/muster").expanduser()


class Failed(Exception):
    """The task is dead or cancelled; says how it ended."""


class Queue:
    def __init__(self, campaign, stage="main", pool="desk", address=None, password=None):
        self.campaign, self.stage, self.pool = campaign, stage, pool
        self.keys = "muster:{%s}:" % campaign
        own = dict(line.split(None, 1) for line in (HOME / "redis/redis.conf").open() if " " in line) if not address else {}
        self.server = socket.create_connection(address or ("127.0.0.1", int(own["port"])))
        self.answers = self.server.makefile("rb")
        self.redis("AUTH", password or own["requirepass"].strip().strip('"'))
        secret = (HOME / "pools" / pool / "key").read_text().strip()
        self.secret = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))

    def enqueue(self, function=None, id=None, **params):
        """The id of the task: your own, which may be there once, or a new one."""
        is_open, stages = self.redis("HMGET", self.keys + "campaign", "open", "stages")
        if is_open != "1" or self.stage not in json.loads(stages):
            raise RuntimeError("campaign %s is not open, or has no stage %s; is it submitted?" % (self.campaign, self.stage))
        if function:
            params = {"function": function, **params}
        message = {"n": 0, "id": id or uuid.uuid4().hex, "params": params}
        text = _text(message)
        json.loads(text, parse_float=_plain)
        if re.search(r"(?<!\\)(\\\\)*\\u00[01]", text):
            raise ValueError("a text with control characters could not be signed")
        signed = hmac.new(self.secret, b"muster message 1\n%s\n%s" % (self.stage.encode(), text.encode()), hashlib.sha256)
        message["sig"] = base64.urlsafe_b64encode(signed.digest()[:16]).rstrip(b"=").decode()
        del message["n"]  # Muster alone numbers tasks; without a number it is signed as 0
        self.redis("RPUSH", self.keys + self.stage + ":proc", _text(message))
        self.redis("RPUSH", "muster:{pool:%s}:bell" % self.pool, self.campaign)  # an idle agent looks at once
        self.redis("PEXPIRE", "muster:{pool:%s}:bell" % self.pool, "30000")
        return message["id"]

    def result(self, id, wait=3600):
        """What the function returned, once it has."""
        end = time.monotonic() + wait
        while True:
            entry = self.redis("HGET", self.keys + self.stage + ":index", id)
            if entry:
                at = "-".join(str(int(number, 16)) for number in entry.split("-"))
                [[_, [_, record]]] = self.redis("XRANGE", self.keys + self.stage + ":done", at, at)
                more = json.loads(record)[0][-1]
                return more.get("result") if isinstance(more, dict) else None
            for state in ("dead", "cancelled"):
                record = self.redis("HGET", self.keys + self.stage + ":" + state, id)
                if record:
                    last = json.loads(record).get("last") or {}
                    raise Failed("%s is %s: %s" % (id, state.upper(), last.get("reason") or last.get("outcome") or record))
            if time.monotonic() > end:
                raise TimeoutError("%s has not ended" % id)
            time.sleep(0.1)

    def redis(self, *words):
        data = [word.encode() for word in words]
        self.server.sendall(b"*%d\r\n" % len(data) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in data))
        return self._answer()

    def _answer(self):
        line = self.answers.readline().rstrip()
        kind, rest = line[:1], line[1:].decode()
        if kind == b"*":
            return [self._answer() for _ in range(int(rest))]
        if kind == b"$":
            return None if rest == "-1" else self.answers.read(int(rest) + 2)[:-2].decode()
        if kind == b":" or kind == b"+":
            return rest
        raise RuntimeError(rest or "Redis has closed the connection")


def _text(message):
    return json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _plain(number):
    if "e" in number:
        raise ValueError("give %s as a text: it can be written in several ways, and could not be signed" % number)
