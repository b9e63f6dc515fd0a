"""What schemathesis needs to know about this API beside its document."""

import json
import os
import re

import schemathesis

# The record that each conflict is in: BYGD_CONFLICTS names an answer of `/conflicts`.
with open(os.environ["BYGD_CONFLICTS"], encoding="utf-8") as answer:
    refs = {conflict["id"]: conflict["ref"] for conflict in json.load(answer)["conflicts"]}


@schemathesis.serializer("application/vnd.bygd.sync", "application/vnd.bygd.bundle")
def frames(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schemathesis.hook
def before_call(context, case, kwargs):
    """Decisions about a conflict are sent to the record that it is in: chance would not let the two meet."""
    if case.operation.definition.raw.get("operationId") != "resolveRecord" or not isinstance(case.body, dict):
        return
    decisions = case.body.get("decisions")
    if not isinstance(decisions, list) or not all(isinstance(decision, dict) for decision in decisions):
        return
    for decision in decisions:
        name = decision.get("conflict")
        if isinstance(name, str) and re.fullmatch("[0-9a-fA-F]{16}", name):
            if name not in refs:
                name = sorted(refs)[int(name, 16) % len(refs)]
            case.path_parameters["ref"] = refs[name]
            case.body["decisions"] = [{**decision, "conflict": name}]
            return
