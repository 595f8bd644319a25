"""Who may say who opens the store and what they are."""

from pomdesk.domain.access import Signed
from pomdesk.services.access import ACTS
from pomdesk.services.gate import need
from pomdesk.store.unit_of_work import UnitOfWork


def need_say_over_people(uow: UnitOfWork, signed: Signed) -> None:
    """Refuse whoever may not say who opens the store and what they are.

    That is the head of OMU once roles hold; before, it is the quality lead, once there is one.

    Raises:
        RoleRefused: ROL-NONE, ROL-MAY.
        RequestRefused: REQ-QA-ROLE.

    """
    from pomdesk.domain.quality.terms import Role
    from pomdesk.services.quality.acting import acting
    from pomdesk.services.quality.acting import need as need_in_quality

    if signed.in_force:
        need(signed, ACTS["change_people"])
    elif not acting(uow).can_begin:
        need_in_quality(uow, Role.LEAD)
