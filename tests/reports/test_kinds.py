import subprocess
import sys

import pytest

from pomdesk.domain.errors import PaperRefused
from reports import kinds
from reports.template import shipped
from resources.text import Text
from tests.reports import cases


def test_importing_the_kinds_loads_no_layout() -> None:
    code = (
        "import sys, reports, reports.kinds, reports.template, reports.write\n"
        "heavy = {'reportlab', 'pikepdf', 'PySide6', 'sqlalchemy'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_kind_has_a_template_and_a_paper(kind: str) -> None:
    assert shipped(kind).id == kind
    pdf = kinds.render(kind, cases.material(cases.typical()), Text())
    assert pdf.startswith(b"%PDF")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(PaperRefused) as refused:
        kinds.render("../secret", cases.material(cases.thin()), Text())
    assert refused.value.code == "REP-KIND"
    assert "../secret" in Text()("error.REP-KIND", **refused.value.details)
