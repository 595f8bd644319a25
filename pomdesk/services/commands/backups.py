"""Where backups go besides the store's own folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pomdesk.domain.errors import BackupRefused
from pomdesk.domain.keeping import SECOND_FOLDER
from pomdesk.services.commands.settings import keep_setting
from pomdesk.services.desk import Day
from pomdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SetBackupFolder:
    """Say which second folder takes a copy of each backup; "" for none.

    Raises:
        BackupRefused: BAK-GONE, where there is no such folder.

    """

    name: ClassVar[str] = "set_backup_folder"
    folder: str

    def run(self, uow: UnitOfWork, day: Day) -> None:
        """Keep it as an absolute path."""
        wanted = Path(self.folder.strip()).absolute() if self.folder.strip() else None
        if wanted is not None and not wanted.is_dir():
            raise BackupRefused("BAK-GONE", path=str(wanted))
        keep_setting(uow, SECOND_FOLDER, None if wanted is None else str(wanted))
