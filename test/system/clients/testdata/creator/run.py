"""Runs the document's Python, unchanged, and prints what it returned.

The module requests is the few lines of that library that the client needs;
CREATOR_BASE stands for the server that it names.
"""
import contextlib
import io
import json
import os
import pathlib
import sys
import types
import urllib.error
import urllib.request


class Response:
    def __init__(self, body):
        self.text = body.decode("utf-8")

    def json(self):
        return json.loads(self.text)


def post(url, headers=None, json=None):  # noqa: A002
    url = url.replace("http://localhost:8000", os.environ["CREATOR_BASE"])
    data = globals()["json"].dumps(json).encode("utf-8")
    request = urllib.request.Request(url, data=data, headers={**(headers or {}), "Content-Type": "application/json"}, method="POST")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as reply:
            return Response(reply.read())
    except urllib.error.HTTPError as e:
        return Response(e.read())


sys.modules["requests"] = types.SimpleNamespace(post=post)
scope = {}
with contextlib.redirect_stdout(io.StringIO()):
    exec(compile((pathlib.Path(__file__).parent / "client.py").read_text("utf-8"), "client.py", "exec"), scope)
print(json.dumps({"generated": scope.get("result"), "recharged": scope["recharge"](10)}))
