"""Backups of a desk: when, where to, what is told; and what coming back does to the record."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pomdesk.domain.audit import Event, Kind
from pomdesk.domain.errors import AuditRefused, BackupRefused, PomdeskError, RightsRefused
from pomdesk.domain.keeping import DRILLED, SECOND_FOLDER, Restored
from pomdesk.services import backups
from pomdesk.services.commands.backups import SetBackupFolder
from pomdesk.services.commands.rights_holds import HoldRecord, ReleaseHold
from pomdesk.services.commands.settings import SaveSetting
from pomdesk.services.desk import Desk, open_desk
from pomdesk.services.queries.settings import Settings
from pomdesk.services.rights.erasure import digest_of, erase_person
from pomdesk.store import erased_list, rotation
from pomdesk.store.tables import audit, desk_role, person, store_state
from tests import copies
from tests.services.quality.desk import Watch, policies
from tests.services.role_desk import HEAD, MINE, NOBODY, POM, SUPERVISOR, Team, opened, secret_of
from tests.store.backups import damage
from tests.store.builders import doing

WHY = "The import of this morning was the wrong file."


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """A desk with cases, six people who open it, and their roles."""
    with opened(tmp_path) as made:
        yield made


def save(desk: Desk, value: str = "x") -> None:
    desk.do(SaveSetting("caseload.test", value))


def logged(team: Team) -> list[Any]:
    """What the log has of backups, oldest first."""
    kinds = ("BACKUP", "DRILL", "RESTORED", "RECOVERED")
    return [event for kind in kinds for event in team.logged(kind)]


def numbers(desk: Desk) -> set[str]:
    with desk._unit(None) as uow:
        return {row.prisoner_number for row in uow.rows(person.select())}


def put_back(team: Team, source: Path, who: str = HEAD, why: str = WHY) -> Restored:
    """Close the desk, put a backup back, and let the head of OMU sit down again."""
    team.desk.close()
    try:
        return backups.restore(
            team.desk.path, source, secret=secret_of(who), clock=team.clock, why=why
        )
    finally:
        team.signed_in(HEAD)


def refused(team: Team, source: Path, who: str = HEAD, why: str = WHY) -> PomdeskError:
    team.desk.close()
    before = team.desk.path.read_bytes()
    with pytest.raises(PomdeskError) as problem:
        backups.restore(team.desk.path, source, secret=secret_of(who), clock=team.clock, why=why)
    assert team.desk.path.read_bytes() == before
    team.signed_in(HEAD)
    return problem.value


# ---- made ------------------------------------------------------------------------------------


def test_one_is_due_after_half_an_hour_if_something_was_saved(team: Team) -> None:
    desk = team.desk
    assert desk.backups() == []
    first = desk.back_up_if_due()
    assert first is not None
    assert desk.backups() == [first.backup]
    save(desk)
    assert desk.back_up_if_due() is None
    team.clock.forward(minutes=31)
    second = desk.back_up_if_due()
    assert second is not None
    assert [one.saves for one in desk.backups()] == [second.backup.saves, first.backup.saves]
    team.clock.forward(hours=3)
    # Nothing was saved but that there is a backup, which is in it.
    assert desk.back_up_if_due() is None
    assert desk.back_up_if_due(closing=True) is None


def test_on_closing_no_half_hour_is_asked_for(team: Team) -> None:
    desk = team.desk
    assert desk.back_up_if_due() is not None
    team.clock.forward(minutes=5)
    save(desk)
    assert desk.back_up_if_due() is None
    assert desk.back_up_if_due(closing=True) is not None


def test_it_is_written_down_before_it_is_made(team: Team) -> None:
    made = team.desk.back_up()
    (event,) = logged(team)
    assert (event.what, event.kind) == ("BACKUP", "system")
    # And so it is in the backup itself.
    team.desk.close()
    store_copy = team.folder / "copy.db"
    shutil.copyfile(made.backup.path, store_copy)
    shutil.copyfile(made.backup.path.with_suffix(".keys"), store_copy.with_suffix(".keys"))
    copy = open_desk(store_copy, secret=secret_of(HEAD), clock=team.clock, policies=policies())
    with copy._unit(None) as uow:
        assert "BACKUP" in {row.what for row in uow.rows(audit.select())}
    copy.close()
    team.signed_in(HEAD)


def test_what_cannot_be_written_down_is_not_done(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shut(event: Event) -> None:
        raise AuditRefused("AUD-WRITE", reason="STO-FULL")

    monkeypatch.setattr(team.desk, "log", shut)
    with pytest.raises(AuditRefused):
        team.desk.back_up()
    assert team.desk.backups() == []


def test_old_ones_go_by_the_rule_and_others_stay(team: Team) -> None:
    desk = team.desk
    for tenth in range(4):
        save(desk, str(tenth))
        desk.back_up()
        team.clock.forward(minutes=10)
    # 9.00, 9.10, 9.20 and 9.30.
    assert [f"{one.at:%H:%M}" for one in desk.backups()] == ["09:30", "09:20"]
    folder = desk.backups()[0].path.parent
    (folder / "store-20200101-000000-s1.bak").write_bytes(b"somebody else's")
    team.clock.forward(30)
    save(desk)
    assert desk.back_up().removed == 0
    team.clock.forward(30)
    save(desk)
    assert desk.back_up().removed == 2
    assert len(desk.backups()) == 2
    assert len(list(folder.glob("*.keys"))) == 2
    assert (folder / "store-20200101-000000-s1.bak").exists()


def test_nobody_who_was_erased_is_in_a_backup_after_35_days(team: Team) -> None:
    desk, gone = team.desk, MINE
    for day in range(3):
        save(desk, str(day))
        desk.back_up()
        team.clock.forward(1)
    with desk._unit("erase") as uow:
        (row,) = uow.rows(person.select().where(person.c.prisoner_number == gone))
        erase_person(uow, row.id)
    erased_at = team.clock.at
    for day in range(4):
        team.clock.forward(9)
        save(desk, str(day))
        desk.back_up()
    assert team.clock.at - erased_at == timedelta(days=36)
    assert all(one.at > erased_at.replace(tzinfo=None) for one in desk.backups())
    assert len(desk.backups()) == 4


def test_a_second_folder_gets_a_proved_copy(team: Team, tmp_path: Path) -> None:
    desk, stick = team.desk, tmp_path / "stick"
    with pytest.raises(BackupRefused, match="BAK-GONE"):
        desk.do(SetBackupFolder(str(stick)))
    stick.mkdir()
    desk.do(SetBackupFolder(f" {stick} "))
    assert desk.ask(Settings("backup.")) == {SECOND_FOLDER: str(stick)}
    made = desk.back_up()
    assert made.second == stick / made.backup.path.name
    assert made.second.read_bytes() == made.backup.path.read_bytes()
    assert (made.notice, made.second.with_suffix(".keys").exists()) == ("", True)
    desk.do(SetBackupFolder(""))
    team.clock.forward(1)
    assert desk.back_up().second is None
    assert desk.ask(Settings("backup.")) == {}


def test_a_stick_that_is_out_is_told_and_the_first_backup_stands(
    team: Team, tmp_path: Path
) -> None:
    desk, stick = team.desk, tmp_path / "stick"
    stick.mkdir()
    desk.do(SetBackupFolder(str(stick)))
    stick.rmdir()
    made = desk.back_up()
    assert (made.second, made.notice) == (None, "BAK-GONE")
    assert made.details == {"path": str(stick)}
    assert desk.backups() == [made.backup]


def test_backups_from_the_future_are_told_and_kept(team: Team) -> None:
    team.clock.forward(400)
    ahead = team.desk.back_up().backup
    team.clock.forward(-400)
    made = team.desk.back_up()
    assert (made.notice, made.details) == ("BAK-FUTURE", {"count": 1})
    assert ahead in team.desk.backups()
    # It does not stand in the way of the next.
    save(team.desk)
    team.clock.forward(minutes=31)
    assert team.desk.back_up_if_due() is not None


def test_a_clock_that_jumps_removes_nothing(team: Team) -> None:
    desk = team.desk
    for day in range(3):
        save(desk, str(day))
        desk.back_up()
        team.clock.forward(1)
    team.clock.forward(3000)
    assert desk.back_up().removed == 0
    assert len(desk.backups()) == 4


def test_into_a_folder_of_ones_own(team: Team, tmp_path: Path) -> None:
    other = tmp_path / "other"
    with pytest.raises(BackupRefused, match="BAK-GONE"):
        team.desk.back_up(other)
    other.mkdir()
    made = team.desk.back_up(other)
    assert made.backup.path.parent == other
    assert team.desk.backups() == []
    assert team.desk.copy_to(tmp_path / "copy.db").exists()
    assert [event.detail for event in logged(team)][-2:] == ['{"to":"folder"}', '{"to":"file"}']


def test_stores_kept_aside_have_35_days_too(team: Team) -> None:
    kept = put_back(team, team.desk.back_up().backup.path).kept
    assert kept is not None
    team.desk.back_up()
    assert kept.exists()
    # By the clock of the files, which are of today: well after.
    team.clock.at = team.clock.at.replace(year=2150)
    team.desk.back_up()
    assert kept.exists()  # the clock is doubted
    team.clock.forward(2)
    team.desk.back_up()
    assert not kept.exists()
    assert not list(team.folder.glob("*before*"))


# ---- tried out -------------------------------------------------------------------------------


def test_a_drill_is_due_each_month_and_noted(team: Team) -> None:
    desk = team.desk
    assert not desk.drill_due()  # there is nothing to try
    with pytest.raises(BackupRefused, match="BAK-NONE"):
        desk.drill()
    made = desk.back_up()
    assert desk.drill_due()
    found = desk.drill()
    assert (found.backup, found.people) == (made.backup, 24)
    assert desk.ask(Settings(DRILLED)) == {DRILLED: desk.today.isoformat()}
    assert logged(team)[-1].what == "DRILL"
    assert not desk.drill_due()
    team.clock.forward(29)
    assert not desk.drill_due()
    team.clock.forward(1)
    assert desk.drill_due()


def test_a_drill_that_fails_stays_due(team: Team) -> None:
    damage(team.desk.back_up().backup.path, 20)
    with pytest.raises(BackupRefused, match="BAK-DAMAGED"):
        team.desk.drill()
    assert team.desk.drill_due()


# ---- put back --------------------------------------------------------------------------------


def test_a_backup_comes_back_with_a_reason_that_is_written_down(team: Team) -> None:
    made = team.desk.back_up().backup
    save(team.desk)
    before = refused(team, made.path, why="  ")
    assert (before.code, before.details["reason"]) == ("BAK-OLDER", "saves")
    assert int(before.details["saves"]) > 1
    done = put_back(team, made.path)
    assert done.lost == int(before.details["saves"]) + 1  # somebody sat down in between
    assert (done.erased, done.unmatched, done.upgraded) == (0, 0, False)
    assert done.since == made.at
    assert done.counts["person"] == 24
    assert team.desk.ask(Settings("caseload.test")) == {}
    (event,) = team.logged("RESTORED")
    assert (event.reason, event.name, event.role, event.size) == (WHY, HEAD, "head", 24)
    assert event.sig
    assert team.desk.check() == []
    assert not set(team.desk.notices) & {"STO-NOMARK", "STO-BEHIND", "AUD-BROKEN"}


def test_no_reason_is_asked_where_nothing_is_lost(team: Team, tmp_path: Path) -> None:
    made = team.desk.back_up().backup
    team.desk.close()
    path = tmp_path / "elsewhere" / "store.db"
    done = backups.restore(path, made.path, secret=secret_of(HEAD), clock=team.clock)
    assert (done.lost, done.kept) == (0, None)
    team.signed_in(HEAD)


def test_saves_are_counted_on_so_that_the_next_backup_is_a_new_one(team: Team) -> None:
    made = team.desk.back_up().backup
    for value in range(9):
        save(team.desk, str(value))
    newest = team.desk.back_up().backup
    put_back(team, made.path)
    team.clock.forward(minutes=31)
    again = team.desk.back_up_if_due()
    assert again is not None
    assert again.backup.saves > newest.saves


def test_only_the_head_of_omu_puts_one_back(team: Team) -> None:
    made = team.desk.back_up().backup
    assert refused(team, made.path, SUPERVISOR).code == "ROL-MAY"
    assert refused(team, made.path, POM).code == "ROL-MAY"
    assert refused(team, made.path, NOBODY).code == "ROL-NONE"
    # Neither where the store is gone: the backup tells who they are.
    team.desk.close()
    team.desk.path.unlink()
    with pytest.raises(PomdeskError, match="ROL-MAY"):
        backups.restore(team.desk.path, made.path, secret=secret_of(POM), clock=team.clock, why=WHY)
    put_back(team, made.path)


def test_whoever_was_erased_is_erased_again(team: Team) -> None:
    made = team.desk.back_up().backup
    with team.desk._unit("erase") as uow:
        (row,) = uow.rows(person.select().where(person.c.prisoner_number == MINE))
        erase_person(uow, row.id)
    team.clock.forward(1)
    assert MINE not in numbers(team.desk)
    done = put_back(team, made.path)
    assert done.erased == 1
    assert MINE not in numbers(team.desk)
    assert len(numbers(team.desk)) == 23
    assert len(erased_list.read(team.desk.path)) == 1
    # The control: without the list they are back.
    team.desk.close()
    erased_list.beside(team.desk.path).unlink()
    damage(team.desk.path, 1)
    assert put_back(team, made.path).erased == 0
    assert MINE in numbers(team.desk)


def test_from_the_list_beside_where_the_store_does_not_open(team: Team) -> None:
    made = team.desk.back_up().backup
    with team.desk._unit("erase") as uow:
        (row,) = uow.rows(person.select().where(person.c.prisoner_number == MINE))
        erase_person(uow, row.id)
    team.desk.close()
    damage(team.desk.path, 1)
    done = put_back(team, made.path)
    assert (done.erased, done.list_damaged) == (1, False)
    assert MINE not in numbers(team.desk)


def test_a_list_that_cannot_be_read_is_told(team: Team) -> None:
    made = team.desk.back_up().backup
    erased_list.beside(team.desk.path).write_bytes(b"scribble")
    with pytest.raises(RightsRefused):
        erased_list.read(team.desk.path)
    assert put_back(team, made.path).list_damaged


def erase_mine(team: Team) -> None:
    with team.desk._unit("erase") as uow:
        (row,) = uow.rows(person.select().where(person.c.prisoner_number == MINE))
        erase_person(uow, row.id)


def test_a_damaged_list_is_made_anew_from_the_store_that_was_there(team: Team) -> None:
    made = team.desk.back_up().backup
    erase_mine(team)
    path = team.desk.path
    listed = erased_list.read(path)
    team.desk.close()
    erased_list.beside(path).write_bytes(b"scribble")
    done = backups.restore(path, made.path, secret=secret_of(HEAD), clock=team.clock, why=WHY)
    assert (done.erased, done.list_damaged) == (1, True)
    assert erased_list.read(path) == listed
    team.signed_in(HEAD)


def announced_only(team: Team) -> None:
    """Announce that somebody is erased, as just before it is saved; the desk is closed."""
    with team.desk._unit(None) as uow:
        (state,) = uow.rows(store_state.select())
    team.desk.close()
    digest = digest_of(bytes(state.erasure_key), MINE)
    erased_list.announce(team.desk.path, {digest: team.clock.today()})


def test_what_was_announced_and_never_saved_erases_nobody(team: Team) -> None:
    made = team.desk.back_up().backup
    announced_only(team)
    done = put_back(team, made.path)
    assert (done.erased, done.list_damaged) == (0, False)
    assert MINE in numbers(team.desk)


def test_what_was_announced_and_saved_erases_again(team: Team) -> None:
    made = team.desk.back_up().backup
    erase_mine(team)
    erased_list.beside(team.desk.path).unlink()
    announced_only(team)
    done = put_back(team, made.path)
    assert (done.erased, done.list_damaged) == (1, False)
    assert MINE not in numbers(team.desk)
    assert len(erased_list.read(team.desk.path)) == 1


def test_what_was_announced_is_told_where_no_store_can_say_more(team: Team) -> None:
    made = team.desk.back_up().backup
    announced_only(team)
    damage(team.desk.path, 1)
    done = put_back(team, made.path)
    assert (done.erased, done.list_damaged) == (0, True)
    assert MINE in numbers(team.desk)


def test_a_hold_is_not_forgotten(team: Team) -> None:
    made = team.desk.back_up().backup
    team.desk.do(HoldRecord(None, "An inquiry asks for everything to be kept."))
    problem = refused(team, made.path)
    assert (problem.code, problem.details) == ("BAK-HOLD", {"count": 1})
    # One that has the hold may come back.
    newer = team.desk.back_up().backup
    put_back(team, newer.path)
    team.desk.do(ReleaseHold(None, "The inquiry is over and wrote so."))
    put_back(team, made.path)


def test_the_oldest_backup_comes_up_to_date_with_its_erasures(
    tmp_path: Path,
) -> None:
    golden = Path(__file__).parent.parent / "golden" / "stores"
    source = tmp_path / "store-20240101-120000-s0.bak"
    shutil.copyfile(golden / "version-4.db", source)
    shutil.copyfile(golden / "version-4.keys", source.with_suffix(".keys"))
    path = tmp_path / "desk" / "store.db"
    secret, clock = "green kettle walks slowly", Watch()
    done = backups.restore(path, source, secret=secret, clock=clock)
    assert done.upgraded
    desk = open_desk(path, secret=secret, clock=clock, policies=copies.policies())
    (gone, *_others) = sorted(numbers(desk))
    with desk._unit("erase") as uow:
        (row,) = uow.rows(person.select().where(person.c.prisoner_number == gone))
        erase_person(uow, row.id)
    desk.close()
    # The backup knows no key of the erasure list; that of the store that is there is taken over.
    done = backups.restore(path, source, secret=secret, clock=clock, why=WHY)
    assert (done.erased, done.unmatched, done.lost) == (1, 0, None)
    # Where that is lost too, it is told.
    damage(path, 1)
    done = backups.restore(path, source, secret=secret, clock=clock, why=WHY)
    assert (done.erased, done.unmatched) == (0, 1)


# ---- recovered -------------------------------------------------------------------------------


def test_a_recovered_store_tells_its_log_what_is_missing(team: Team, tmp_path: Path) -> None:
    team.desk.close()
    target = tmp_path / "recovered.db"
    done = backups.recover(team.desk.path, target, secret=secret_of(HEAD), clock=team.clock)
    assert done.complete
    desk = open_desk(target, secret=secret_of(HEAD), clock=team.clock, policies=policies())
    with desk._unit(None) as uow:
        event = uow.rows(audit.select().where(audit.c.what == "RECOVERED"))[0]
    assert (event.name, event.kind, event.role) == (HEAD, Kind.SYSTEM, "head")
    assert desk.check() == []
    assert "STO-NOMARK" not in desk.notices
    desk.close()
    team.signed_in(HEAD)


@pytest.mark.parametrize(
    ("who", "code"), [(SUPERVISOR, "ROL-MAY"), (POM, "ROL-MAY"), (NOBODY, "ROL-NONE")]
)
def test_only_the_head_of_omu_recovers_one(team: Team, tmp_path: Path, who: str, code: str) -> None:
    team.desk.close()
    target = tmp_path / "recovered.db"
    before = {file.name for file in tmp_path.iterdir()}
    with pytest.raises(PomdeskError, match=code):
        backups.recover(team.desk.path, target, secret=secret_of(who), clock=team.clock)
    assert {file.name for file in tmp_path.iterdir()} == before
    team.signed_in(HEAD)


def test_where_the_roles_are_lost_whoever_opens_the_store_recovers_it(
    team: Team, tmp_path: Path
) -> None:
    with doing(team.desk._store) as uow:
        uow.connection.execute(desk_role.delete())
    team.desk.close()
    target = tmp_path / "recovered.db"
    backups.recover(team.desk.path, target, secret=secret_of(POM), clock=team.clock)
    assert target.exists()
    team.signed_in(POM)


def test_the_time_of_a_drill_and_of_a_rotation_agree() -> None:
    """A backup lives for longer than a month, so there is always one to try."""
    assert timedelta(days=30) < rotation.LONGEST
