"""Says how the server answered, by its log, so that nobody takes a run for good in which everything was refused.

Usage: answers.py OPENAPI LOG ROLE. Fails when an operation was not asked at all, or when an administrator was never
answered with what an operation is for.
"""

import collections
import json
import re
import sys

document, log, role = sys.argv[1:4]
operations = []
path = None
for line in open(document, encoding="utf-8"):
    if line.startswith("components:"):
        break
    if match := re.match(r"  (/\S*):$", line):
        path = match[1]
    elif match := re.match(r"    (get|post|put|patch|delete):$", line):
        operations.append((match[1].upper(), path))
answers = collections.defaultdict(collections.Counter)
for line in open(log, encoding="utf-8"):
    try:
        entry = json.loads(line)
    except ValueError:
        continue
    answers[(entry.get("method"), entry.get("route"))][str(entry.get("status"))] += 1
total = collections.Counter()
for operation in operations:
    total.update(answers[operation])
print("    answers: " + ", ".join(f"{count} × {status}" for status, count in sorted(total.items())))
silent = [operation for operation in operations if not answers[operation]]
# The exchange speaks frames and bundles, and a code can't be guessed: all have tests of their own.
apart = {
    ("POST", "/v1/join"),
    ("POST", "/v1/workspaces/{workspace}/quarantine"),
    ("POST", "/v1/workspaces/{workspace}/return"),
    ("POST", "/v1/workspaces/{workspace}/sync"),
}
refused = [
    operation
    for operation in operations
    if operation not in apart and not any(status.startswith("2") for status in answers[operation])
]
for method, path in silent:
    print(f"    never asked: {method} {path}")
if role == "administrator":
    for method, path in refused:
        print(f"    never done: {method} {path} {dict(answers[(method, path)])}")
sys.exit(1 if silent or role == "administrator" and refused else 0)
