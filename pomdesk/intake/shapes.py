"""Values that are lists and objects: alerts, incentive, risk groups, predictors."""

import json
import re
from collections.abc import Mapping

from pomdesk.intake.faults import RefusedValueError, Why
from pomdesk.intake.values import Check, Values

_MOST_ALERTS = 200
_MOST_GROUPS = 50
_MOST_PREDICTORS = 100
_LONGEST_WORDS = 200
_LONGEST_INCENTIVE = 100
_LONGEST_JSON = 100_000


def _words(values: Values, value: object, longest: int = _LONGEST_WORDS) -> str:
    words = values.clean(value)
    if len(words) > longest:
        raise RefusedValueError(Why.LONG)
    return words


def alerts(values: Values) -> Check:
    """Words of the active alerts, one a line, each once.

    Takes the alerts of Prisoner Search (``alertCode``, ``active``, ``expired``) and of the
    alerts service (``alertCode.description``, ``isActive``), or, from a sheet, words between
    semicolons.
    """

    def word(alert: object) -> str:
        if not isinstance(alert, Mapping):
            return _words(values, alert)
        if alert.get("active", alert.get("isActive", True)) is False or alert.get("expired"):
            return ""
        code = alert.get("alertCode")
        if isinstance(code, Mapping):
            code = code.get("description") or code.get("code")
        words = _words(values, alert.get("alertCodeDescription") or code or "")
        if not words:
            raise RefusedValueError(Why.SHAPE)
        return words

    def check(value: object) -> str:
        if isinstance(value, str):
            value = [part for part in re.split(r"[;\n|]", value) if part.strip()]
        if not isinstance(value, list) or len(value) > _MOST_ALERTS:
            raise RefusedValueError(Why.SHAPE)
        return "\n".join(dict.fromkeys(filter(None, map(word, value)))) if value else ""

    return check


def incentive(values: Values) -> Check:
    """Incentive level: words, or the object of Prisoner Search (``level.description``)."""

    def check(value: object) -> str | None:
        if isinstance(value, Mapping):
            value = value.get("level", value)
        if isinstance(value, Mapping):
            value = value.get("description") or value.get("code") or ""
        return _words(values, value, _LONGEST_INCENTIVE) or None

    return check


def risk_groups(values: Values) -> Check:
    """RoSH of an assessment, ``{custody: {group: level}, community: {...}}``, as JSON."""

    def levels(groups: object) -> dict[str, str]:
        if not isinstance(groups, Mapping) or len(groups) > _MOST_GROUPS:
            raise RefusedValueError(Why.SHAPE)
        return {
            _words(values, group): _words(values, level)
            for group, level in groups.items()
            if level is not None
        }

    def check(value: object) -> str:
        value = _from_json(value)
        if not isinstance(value, Mapping) or len(value) > _MOST_GROUPS:
            raise RefusedValueError(Why.SHAPE)
        return _to_json({_words(values, place): levels(groups) for place, groups in value.items()})

    return check


def predictors(values: Values) -> Check:
    """Predictors of an assessment, ``[{name, score, band, unit}]``, as JSON."""

    def predictor(item: object) -> dict[str, object]:
        if not isinstance(item, Mapping):
            raise RefusedValueError(Why.SHAPE)
        score = item.get("score")
        if score is not None and (isinstance(score, bool) or not isinstance(score, int | float)):
            raise RefusedValueError(Why.NUMBER)
        words = {
            name: None if item.get(name) is None else _words(values, item[name])
            for name in ("name", "band", "unit")
        }
        return words | {"score": score}

    def check(value: object) -> str:
        value = _from_json(value)
        if not isinstance(value, list) or len(value) > _MOST_PREDICTORS:
            raise RefusedValueError(Why.SHAPE)
        return _to_json([predictor(item) for item in value])

    return check


def _to_json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if len(text) > _LONGEST_JSON:
        raise RefusedValueError(Why.LONG)
    return text


def _from_json(value: object) -> object:
    """What a sheet's cell holds, read as JSON; anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise RefusedValueError(Why.SHAPE) from None
