"""Known errors: told in words at the edge, never shown as a traceback.

::

    PomdeskError            code and details; the words are in resources/locale
    |- KeyRefused           KEY-*   passphrase, recovery key, key file
    |- StoreRefused         STO-*   the store file, its lock, its version
    |- ImportRefused        IMP-*   a whole file that cannot be brought in
    |- PolicyRefused        POL-*   a policy pack that does not hold together
    |- PaperRefused         REP-*   a paper that cannot be made or written
    |- BackupRefused        BAK-*   a backup that cannot be made, read or put back
    |- AuditRefused         AUD-*   the audit log cannot be written or does not hold
    |- RoleRefused          ROL-*   somebody's role does not allow it
    |- RightsRefused        RET-*, SAR-*, TIM-*   holds, disposal, subject access, a doubtful clock
    |- TextRefused          TXT-*   typed text that cannot be kept
    |- PackRefused          PCK-*   a visit pack that cannot be opened or brought back
    '- RequestRefused       REQ-*   something asked for that does not exist or is not allowed

Anything else that is raised is a bug and is reported as one.
"""


class PomdeskError(Exception):
    """Something known went wrong.

    Attributes:
        code: stable, such as ``KEY-WRONG``; names the words at the edge.
        details: what the words need. ``str()`` of the error leaves them out, because
            they may name a person and ``str()`` is what reaches a log.

    """

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class KeyRefused(PomdeskError):
    """The key file or what was typed does not open the store."""


class StoreRefused(PomdeskError):
    """The store cannot be opened, made or written."""


class ImportRefused(PomdeskError):
    """A whole file cannot be brought in; nothing was changed."""


class PolicyRefused(PomdeskError):
    """A policy pack is wrong; ``details`` hold ``file``, ``line`` and ``key``."""


class PaperRefused(PomdeskError):
    """A paper cannot be made or written; the old file stands."""


class RequestRefused(PomdeskError):
    """The desk was asked for something it does not have or does not allow."""


class BackupRefused(PomdeskError):
    """A backup cannot be made, read or put back; the store stands as it was."""


class AuditRefused(PomdeskError):
    """What was to be done cannot be logged, so it was not done; or the log does not hold."""


class RoleRefused(PomdeskError):
    """Whoever is signed in may not do that; nothing was shown or changed."""


class RightsRefused(PomdeskError):
    """A hold, the clock or a missing second person stands against disposal or disclosure."""


class PackRefused(PomdeskError):
    """A visit pack does not open or cannot be brought back; nothing was changed."""


class TextRefused(PomdeskError):
    """Typed text cannot be kept as it is; it still stands where it was typed."""
