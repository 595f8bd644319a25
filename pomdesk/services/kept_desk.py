"""What the desk does with its log and its keys, apart from anybody's record."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date

from pomdesk.domain.audit import Event, Head, Kind, Proof, SignedAnchor
from pomdesk.domain.errors import AuditRefused
from pomdesk.services import audit_log, session_events
from pomdesk.services.say import need_say_over_people
from pomdesk.services.signed_desk import SignedDesk
from pomdesk.store import tries
from pomdesk.store.rekey import Renewed

_LONGEST_NAME = 100


class KeptDesk(SignedDesk):
    """A desk whose log can be proved and whose keys can be changed."""

    def disclose(
        self,
        what: str,
        people: Collection[int] = (),
        *,
        size: int | None = None,
        recipient: str = "",
        how: str = "",
        pages: int = 0,
        reason: str = "",
    ) -> None:
        """Write down that something leaves the desk, before the file or the printer gets it.

        Args:
            what: code, e.g. ``EXPORT_PDF``.
            people: whom it tells of; where it is one, who, else how many.
            size: how many, or how many lines, where their numbers are not at hand.
            recipient: who gets it, as far as is known; blank: a working copy of one's own.
            how: code of the kind of paper or list.
            pages: how many.
            reason: as typed, where one was asked for.

        Raises:
            AuditRefused: AUD-WRITE; then it must not leave.

        """
        said = {"recipient": recipient, "how": how, "reason": reason}
        self.log(audit_log.given_out(what, people, size=size, pages=pages, **said))

    @property
    def log_day(self) -> date:
        """The day by the clock of the log, which goes on where the desk's day stands still."""
        return self._clock.now().date()

    def verify_log(self, *anchors: str) -> Proof:
        """Go through the whole audit log, which is told what came of it.

        Args:
            anchors: ends of the log as they were typed off papers, or names of anchor files.

        Raises:
            RoleRefused: ROL-NONE, ROL-MAY.
            AuditRefused: AUD-ANCHOR and its like, for what is no anchor of this store.

        """
        self.need("verify_log")
        here = audit_log.identity_of(self.path)
        return self._prove_log([audit_log.anchor_from(one, here) for one in anchors])

    def verify_log_if_due(self) -> Proof | None:
        """The same by itself, once a month; None: it is not due, or there is none yet."""
        with self._unit(None) as uow:
            due = audit_log.verification_due(uow, uow.now)
        return self._prove_log(()) if due else None

    def _prove_log(self, anchors: Sequence[Head]) -> Proof:
        with self._unit(None) as uow:
            own = uow.pen.signer
        proof = audit_log.prove(lambda: self._unit(None), anchors, own)
        # What was found counts, whether it can be written down or not.
        with suppress(AuditRefused):
            self.log(audit_log.proved(proof))
        return proof

    def make_anchor(self) -> SignedAnchor:
        """The end of the log, signed, to be kept outside; the log is told of it first.

        Raises:
            RoleRefused: ROL-NONE, ROL-MAY.
            AuditRefused: AUD-WRITE.

        """
        self.need("anchor_log")
        self.log(Event(audit_log.ANCHORED, Kind.SYSTEM))
        here = audit_log.identity_of(self.path)
        with self._unit(None) as uow:
            return audit_log.sign_anchor(uow, here)

    def check(self) -> list[str]:
        """Whether the store is whole: what is wrong, nothing when it is."""
        return self._store.check()

    def change_passphrase(self, current: str, new: str) -> None:
        """Put a new passphrase on the slot that ``current`` opens.

        Raises:
            KeyRefused: KEY-WRONG for ``current``, KEY-ATUNLOCK where it is the recovery key;
                KEY-WEAK, KEY-LONG, KEY-TAKEN for ``new``; KEY-WAIT after too many wrong tries.
            AuditRefused: AUD-WRITE; as with all that is done to the keys, it is not done then.

        """
        counted = tries.counted(self.path, self._clock.now())
        with session_events.told(self.log, "CHANGE_PASSPHRASE"), counted:
            self._store.change_passphrase(current, new)

    def prove_passphrase(self, secret: str) -> None:
        """Prove that whoever typed this is who is signed in; nothing is written to the store.

        Raises:
            KeyRefused: KEY-WRONG, for somebody else's and the recovery key too; KEY-WAIT after too
                many wrong tries; KEY-NOFILE and the like where the key file cannot be read.

        """
        with tries.counted(self.path, self._clock.now()):
            self._store.prove_passphrase(secret)

    def recover(self, new: str) -> str:
        """Give whoever the recovery key let in a new passphrase; the new recovery key, told once.

        The old recovery key opens the store no more. ``by_recovery`` is False afterwards.

        Raises:
            KeyRefused: KEY-WEAK, KEY-LONG, KEY-TAKEN; KEY-NORECOVER, where it was not used.

        """
        with session_events.told(self.log, "RECOVER"):
            return self._store.recover(new)

    def cannot_follow(self) -> tuple[str, ...]:
        """Who would be left out if the key were renewed now: to be asked about before."""
        return self._store.cannot_follow()

    def renew_key(self, *, leave_out: bool = False) -> Renewed:
        """Put the store under a new key, after somebody left or a device was exposed.

        The others need not type anything; their passphrases stay. Backups of before, and copies
        that somebody kept, still open with the old key.

        Args:
            leave_out: leave out whoever ``cannot_follow`` names; they can be added again.

        Returns:
            The new recovery key; blank, with a notice of why, where the store is under its new
            key but the disk let no new recovery key be made.

        Raises:
            RoleRefused, RequestRefused: as ``add_person``.
            KeyRefused: KEY-FOLLOW with ``names``; KEY-NOTRENEWED.
            StoreRefused: STO-READONLY, STO-FULL and the like. The old key holds in each case.

        """
        self.may_change_people()
        with session_events.told(self.log, "RENEW_KEY", left_out=len(self.cannot_follow())):
            return self._store.renew_key(leave_out=leave_out)

    def new_recovery_key(self) -> str:
        """A new recovery key, told once; the old one no longer opens the store.

        It opens the store under the name of whoever makes it; once there is a quality lead, only
        the lead may, or whoever the recovery key itself let in.

        Raises:
            RequestRefused: REQ-QA-ROLE.

        """
        if not self.by_recovery:
            self.may_change_people()
        with session_events.told(self.log, "NEW_RECOVERY_KEY"):
            return self._store.new_recovery_key()

    def people(self) -> list[str]:
        """Whose passphrases open the store."""
        return self._store.people()

    def add_person(self, name: str, passphrase: str) -> None:
        """Let somebody else open the store; ``services.people.let_in`` gives them a role too.

        The head of OMU does; before roles hold it is the quality lead, once there is one. What
        was done is kept under the name that signed in, so names are not free to take.

        Raises:
            RequestRefused: REQ-QA-ROLE.
            RoleRefused: ROL-NONE, ROL-MAY.
            KeyRefused: KEY-NAME, KEY-TAKEN, KEY-MANY, KEY-WEAK, KEY-LONG.

        """
        self.may_change_people()
        with session_events.told(self.log, "ADD_SIGN_IN", name=name[:_LONGEST_NAME]):
            self._store.add_person(name, passphrase)

    def remove_person(self, name: str) -> None:
        """Let somebody open the store no more; ``services.people.take_away`` takes their role too.

        Raises:
            RequestRefused: REQ-QA-ROLE.
            RoleRefused: ROL-NONE, ROL-MAY.
            KeyRefused: KEY-UNKNOWN, KEY-RECOVERS, KEY-LAST, KEY-SELF.

        """
        self.may_change_people()
        with session_events.told(self.log, "REMOVE_SIGN_IN", name=name[:_LONGEST_NAME]):
            self._store.remove_person(name)

    def may_change_people(self) -> None:
        """Refuse whoever may not say who opens the store.

        Raises:
            RequestRefused: REQ-QA-ROLE.
            RoleRefused: ROL-NONE, ROL-MAY.

        """
        with self._unit(None) as uow:
            need_say_over_people(uow, self._signed(uow))
