"""The few lines of the requests library that the documented client needs.

CARD_BASE stands for the server that the client names, and CARD_TOKEN for the
token that it has, so that the client itself runs unchanged.
"""
import json
import os
import urllib.error
import urllib.parse
import urllib.request


class Response:
    def __init__(self, status, body):
        self.status_code = status
        self.text = body.decode("utf-8")

    def json(self):
        return json.loads(self.text)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def _send(method, url, headers, data=None):
    parts = urllib.parse.urlsplit(url)
    url = os.environ["CARD_BASE"] + parts.path + ("?" + parts.query if parts.query else "")
    headers = {k: v.replace("your-token", os.environ["CARD_TOKEN"]) for k, v in headers.items()}
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    try:
        with _opener.open(request, timeout=30) as reply:
            return Response(reply.status, reply.read())
    except urllib.error.HTTPError as e:
        return Response(e.code, e.read())


def get(url, headers=None, **kwargs):
    return _send("GET", url, headers or {})


def post(url, headers=None, json=None, **kwargs):  # noqa: A002
    return _send("POST", url, headers or {}, globals()["json"].dumps(json).encode("utf-8"))
