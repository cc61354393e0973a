import pytest

from fabricated import fabricate


@pytest.fixture(scope="session")
def dataset():
    return fabricate(paths=40, months=24, accounts=120, stress=0.8, name="Pandemic")
