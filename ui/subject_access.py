"""Giving a draft of what is held out of the desk: checked, logged, made, written."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pomdesk.domain.errors import PaperRefused, RightsRefused
from pomdesk.domain.rights import Decision
from pomdesk.rules.subject_access import told_elsewhere
from resources.text import Text

if TYPE_CHECKING:
    from pomdesk.readmodels.rights import Pack
    from pomdesk.services.desk import Desk

EVENT = "SUBJECT_ACCESS_EXPORT"


def give_out(
    desk: "Desk",
    pack: "Pack",
    text: Text,
    path: Path,
    password: Callable[[], str],
    *,
    why: str,
    recipient: str = "",
    plain_json: bool = False,
) -> dict[str, int]:
    """Write the draft to ``path`` behind a password; the log has it before the file is there.

    Args:
        desk: whose log.
        pack: as decided.
        text: words of the paper.
        path: of the PDF; its folder is made if need be.
        password: asked for once nothing stands against it.
        why: the reason, for the log.
        recipient: who gets it; blank: the data protection team.
        plain_json: also write the JSON beside it, unencrypted.

    Returns:
        How many parts there are, how many kept back (``withheld``) and ``changed``.

    Raises:
        RightsRefused: SAR-OPEN with ``n`` while anything is undecided; SAR-QUOTED, words that are
            kept back stand elsewhere; RET-WHY and its like for the reason.
        AuditRefused: AUD-WRITE. PaperRefused: the password or the place will not do.

    """
    from pomdesk.services.rights.reasons import Named, reason
    from reports.finish import with_password
    from reports.subject_access import as_json, render
    from reports.write import write

    kept = reason(why, Named(pack.prisoner_number, pack.last_name))
    if pack.open_items:
        raise RightsRefused("SAR-OPEN", n=len(pack.open_items))
    quoted = told_elsewhere(pack.items)
    if quoted:
        raise RightsRefused("SAR-QUOTED", n=len(quoted), item=quoted[0].key)
    pdf = with_password(render(pack, text, prepared_by=desk.who), password())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise PaperRefused("REP-PATH", path=str(path)) from None
    to = recipient.strip() or text("rights.data_protection")
    desk.disclose(EVENT, [pack.person_id], recipient=to, how="subject_access", reason=kept)
    write(path, pdf)
    if plain_json:
        write(path.with_suffix(".json"), as_json(pack))
    decisions = [item.decision for item in pack.items]
    return {
        "parts": len(decisions),
        "withheld": decisions.count(Decision.WITHHOLD),
        "changed": decisions.count(Decision.REDACT),
    }
