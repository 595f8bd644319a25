"""What holds for any facts whatever."""

from datetime import date

from hypothesis import given, settings

from pomdesk.domain.duties import DutyFamily, DutyState
from pomdesk.domain.facts import Case, CaseSources
from pomdesk.rules.case import work_out
from pomdesk.rules.duties.case import work_out_duties
from pomdesk.rules.duties.ground import Ground
from pomdesk.rules.duties.proof import prove_duty
from pomdesk.rules.duties.what_if import what_would_change
from tests.rules.duties.working import CALENDAR, POLICY
from tests.rules.duties2.everything import whole_cases
from tests.rules.facts import DAYS


@settings(max_examples=250, deadline=None)
@given(whole_cases(), DAYS)
def test_any_facts_give_duties_that_can_be_explained(of: Case, on: date) -> None:
    result = work_out(of, POLICY, on)
    duties = work_out_duties(of, result, POLICY, CALENDAR, on)
    ground = Ground(of, result, POLICY, CALENDAR, on)
    keys = [duty.key for duty in duties]
    assert len(set(keys)) == len(keys)
    for duty in duties:
        assert duty.because
        assert all(prove_duty(duty, ground, CaseSources()))
        assert duty.opens is None or duty.due is None or duty.opens <= duty.due
        assert (duty.state is DutyState.DONE) == (duty.done_on is not None)
        assert result.scope.inside or duty.family is DutyFamily.DATA


@settings(max_examples=40, deadline=None)
@given(whole_cases(), DAYS)
def test_any_duty_can_be_asked_what_would_change_it(of: Case, on: date) -> None:
    duties = work_out_duties(of, work_out(of, POLICY, on), POLICY, CALENDAR, on)
    for duty in duties[:4]:
        for change in what_would_change(duty, of, POLICY, CALENDAR, on):
            assert change.due != duty.due
            assert change.then != change.now
