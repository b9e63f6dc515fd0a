"""Prints what is in a workspace as dictionaries of schemathesis, so that it asks for what there is.

Usage: dictionaries.py URL WORKSPACE ADMINISTRATORS_TOKEN [MORE_TOKENS...]
"""

import json
import sys
import urllib.request

url, workspace, token = sys.argv[1:4]


def get(path):
    request = urllib.request.Request(
        f"{url}/v1/workspaces/{workspace}/{path}", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def line(name, values):
    return f"[dictionaries.{name}]\nvalues = {json.dumps(values)}\n"


activities = get("records?type=activity&limit=12")["records"]
conflicts = get("conflicts?limit=200")["conflicts"]
deleted = get("records?type=activity&deleted=only")["records"]
devices = get("devices")["devices"]
users = get("users")["users"]
history = get("history?limit=30")["commits"]
quarantine = get("quarantine?limit=100")["quarantine"]
# What a run takes away is not what it is signed in by.
spare = [device for device in devices if device["user"].startswith("Extra")]
actors = get("records?type=actor&q=Teatern&limit=50")["records"]
known = {
    "workspace": [workspace],
    "ref": [record["ref"] for record in activities] + [conflict["ref"] for conflict in conflicts]
    + [record["ref"] for record in deleted],
    # The last ones are kept for hooks.py.
    "conflict": sorted(conflict["id"] for conflict in conflicts)[:-8],
    "device": [device["id"] for device in spare],
    "user": [user["user"] for user in users if user["user"] != "Karin"],
    "commit": [commit["id"] for commit in history],
    "id": [item["id"] for item in quarantine],
    "seen": [activities[0]["seen"]],
    "type": ["activity", "assessment", "actor", "visit"],
    "field": ["title", "notes", "rank", "doneOn"],
    "erasable": [record["ref"] for record in actors],
}
print("\n" + "\n".join(line(name, values) for name, values in known.items()))
print("[parameters]")
print('"path.workspace" = { dictionary = "workspace", probability = 0.95 }')
for place in (
    "path.ref",
    "path.conflict",
    "path.device",
    "path.user",
    "path.commit",
    "path.type",
    "path.field",
    "path.id",
    "query.seen",
    "query.type",
    "body.seen",
    "body.type",
    "body.user",
    "body.decisions[*].conflict",
    "body.conflicts[*]",
    "body.records[*]",
):
    name = "conflict" if "conflicts" in place else "erasable" if "records" in place else place.split(".")[-1]
    print(f'"{place}" = {{ dictionary = "{name}", probability = 0.8 }}')
