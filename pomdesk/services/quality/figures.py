"""The figures of a report to the Governor: counted, protected, and put where they are read.

Nothing is told that ``Protected`` does not let through, and nothing in it names anybody.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, is_dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256

from sqlalchemy import select

from pomdesk.readmodels.quality import GovernorReport
from pomdesk.rules.policy import QualityPolicy
from pomdesk.rules.quality.canonical import canonical
from pomdesk.rules.quality.disclosure import Protected
from pomdesk.rules.quality.suppression import protect
from pomdesk.services.quality.governor import Told
from pomdesk.services.quality.report_extras import NeedEffect, need_effects, pairs_of
from pomdesk.services.quality.report_inputs import Inputs, evidence_for, load_inputs
from pomdesk.services.quality.report_tables import ReportTables
from pomdesk.store.tables import qa_report
from pomdesk.store.unit_of_work import UnitOfWork

FIGURES = "pomdesk-figures/1"
_PLACES = 6
"""Decimals of a float in the digest of the figures."""


@dataclass(frozen=True, slots=True)
class Made:
    """A report's figures and what has to be kept with them.

    Attributes:
        report: as it is told; without words and people.
        figures: canonical JSON of everything told.

    """

    report: GovernorReport
    figures: bytes


def make_figures(uow: UnitOfWork, inputs: Inputs, now: QualityPolicy) -> Made:
    """The figures of a report: the same for the same inputs.

    The words, the people and the stage are for the caller to add.
    """
    tables, effects = _counted(uow, inputs, now)
    earlier = [_as_told(uow, number, now) for number in inputs.before]
    whole = [*tables.tables, *(table for one in effects for table in one.tables)]
    protected = protect(whole, tables.evidence.policy, earlier)
    report = Told(tables, effects, protected).report()
    figures = canonical({"format": FIGURES, "told": _told_data(report), "cells": _cells(protected)})
    return Made(replace(report, figures_sha256=sha256(figures).hexdigest()), figures)


def _counted(
    uow: UnitOfWork, inputs: Inputs, now: QualityPolicy
) -> tuple[ReportTables, list[NeedEffect]]:
    evidence = evidence_for(uow, inputs, now)
    tables = ReportTables(evidence, pairs_of(uow, evidence))
    return tables, [] if tables.small_unit else need_effects(evidence)


def _as_told(uow: UnitOfWork, report_id: int, now: QualityPolicy) -> Protected:
    """An earlier report as its readers know it: counted again, told as it was told."""
    columns = (qa_report.c.inputs, qa_report.c.figures)
    (row,) = uow.rows(select(*columns).where(qa_report.c.id == report_id))
    tables, effects = _counted(uow, load_inputs(row.inputs), now)
    published = {
        (tuple(path), tuple(rounds)): value
        for path, rounds, value in json.loads(row.figures)["cells"]
    }
    return Protected(
        [*tables.tables, *(table for one in effects for table in one.tables)], published
    )


# ---- the digest ----------------------------------------------------------------------------


def _cells(protected: Protected) -> list[list[object]]:
    """What is told, figure by figure; nobody is named by a path or a round."""
    told = sorted(protected.published.items())
    return [[list(path), list(rounds), value] for (path, rounds), value in told]


_NOT_TOLD = ("id", "ref", "title", "stage", "words", "log", "figures_sha256")
_PEOPLE = ("made_by", "checked_by", "approved_by", "approved_on")


def _told_data(report: GovernorReport) -> dict[str, object]:
    kept = {
        name: getattr(report, name)
        for name in GovernorReport.__dataclass_fields__
        if name not in (*_NOT_TOLD, *_PEOPLE)
    }
    return {name: _plain(value) for name, value in kept.items()}


def _plain(value: object) -> object:
    """A value as canonical JSON holds it: floats to six places, fractions and days as text."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, float):
        return f"{value:.{_PLACES}f}"
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(one) for key, one in value.items()}
    if is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Sequence):
        return [_plain(one) for one in value]
    raise TypeError(type(value))
