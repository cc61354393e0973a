import pytest

from fabricated import fabricate


@pytest.fixture(scope="session")
def dataset():
    return fabricate(paths=5, months=8, accounts=40, stress=0.4)


@pytest.fixture
def blank():
    """A dataset of one path, one month and one segment in which nothing has happened."""
    full = fabricate(paths=1, months=2, segments=("all",), accounts=2)
    return full.map(lambda cell: cell * 0, keep_attrs=True).assign_attrs(full.attrs)
