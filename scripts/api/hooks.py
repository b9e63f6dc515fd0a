"""What schemathesis needs to know about this API beside its document."""

import json
import os
import re

import schemathesis

# The record that each conflict is in: BYGD_CONFLICTS names an answer of `/conflicts`.
with open(os.environ["BYGD_CONFLICTS"], encoding="utf-8") as answer:
    refs = {conflict["id"]: conflict["ref"] for conflict in json.load(answer)["conflicts"]}
# Those that no dictionary names, so that nothing else has settled them before.
unnamed = sorted(refs)[-8:]

# Records with something to erase, and the tokens of their previews: an answer of scripts/api/erasures.py.
with open(os.environ["BYGD_ERASURES"], encoding="utf-8") as answer:
    # One is only ever looked at.
    spare, *erasures = json.load(answer)

# What waits in the quarantine: half of it is only ever accepted, the other half only ever refused.
with open(os.environ["BYGD_QUARANTINE"], encoding="utf-8") as answer:
    waiting = sorted(item["id"] for item in json.load(answer)["quarantine"])
halves = {"acceptQuarantined": waiting[0::2], "refuseQuarantined": waiting[1::2]}


@schemathesis.serializer("application/vnd.bygd.sync", "application/vnd.bygd.bundle")
def frames(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schemathesis.hook
def before_call(context, case, kwargs):
    """Lets meet what chance would not: a decision and its conflict, an erasure and what was previewed, and what
    nobody has decided."""
    if case.operation.definition.raw.get("operationId") == "previewErasure" and is_about_records(case.body):
        case.body["records"] = [spare["ref"]]
        case.body.pop("fields", None)
    if case.operation.definition.raw.get("operationId") == "editRecord":
        edit_a_field_that_is_there(case)
    half = halves.get(case.operation.definition.raw.get("operationId"))
    if half and str(case.path_parameters.get("id")) in map(str, waiting):
        case.path_parameters["id"] = half[int(case.path_parameters["id"]) % len(half)]
    if case.operation.definition.raw.get("operationId") == "erase":
        erase_what_was_shown(case.body)
    if case.operation.definition.raw.get("operationId") != "resolveRecord" or not isinstance(case.body, dict):
        return
    decisions = case.body.get("decisions")
    if not isinstance(decisions, list) or not all(isinstance(decision, dict) for decision in decisions):
        return
    for decision in decisions:
        name = decision.get("conflict")
        if isinstance(name, str) and re.fullmatch("[0-9a-fA-F]{16}", name):
            if name not in refs:
                name = unnamed[int(name, 16) % len(unnamed)]
            case.path_parameters["ref"] = refs[name]
            case.body["decisions"] = [{**decision, "conflict": name}]
            return


def edit_a_field_that_is_there(case):
    """Every second edit that fits the document is of a field that most records have: chance hardly ever names one."""
    if case.meta is None or not case.meta.generation.mode.is_positive or not isinstance(case.body, dict):
        return
    if len(str(case.body)) % 2 == 0:
        case.body = {"fields": {"notes": "Flyttad till hösten."}, "seen": case.body.get("seen")}


def is_about_records(body, more=()):
    """Whether a body names records as the document says, and perhaps fields."""
    if not isinstance(body, dict) or set(body) - {"records", "fields", *more}:
        return False
    lists = [body.get("records"), body.get("fields", ["x"])]
    return all(
        isinstance(texts, list)
        and 0 < len(texts) <= 100
        and all(isinstance(text, str) and 0 < len(text) <= 200 for text in texts)
        for texts in lists
    )


def erase_what_was_shown(body):
    """A sound request about records is sent with a preview's token, for the record that was previewed: any other one is
    refused, whatever it names, so nothing else goes."""
    if not is_about_records(body, {"reason", "token"}):
        return
    reason, token = body.get("reason"), body.get("token")
    if not isinstance(reason, str) or not reason.strip() or len(reason) > 1000:
        return
    if isinstance(token, str) and re.fullmatch("[0-9a-f]{32}", token):
        chosen = erasures[int(token, 16) % len(erasures)]
        body.pop("fields", None)
        body["records"] = [chosen["ref"]]
        body["token"] = chosen["token"]
