"""Prints what a server would erase, for records made for that: `[{"ref", "token"}]`.

Usage: erasures.py URL WORKSPACE ADMINISTRATORS_TOKEN
"""

import json
import sys
import urllib.request

url, workspace, token = sys.argv[1:4]


def ask(path, body=None):
    request = urllib.request.Request(
        f"{url}/v1/workspaces/{workspace}/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


erasures = [
    {"ref": record["ref"], "token": ask("erasures/preview", {"records": [record["ref"]]})["token"]}
    for record in ask("records?type=actor&q=Teatern&limit=50")["records"]
]
if not erasures:
    sys.exit("nothing to erase")
print(json.dumps(erasures))
