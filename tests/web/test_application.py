"""What applications of one process share, and what is each one's own."""

from campaign.web.application import make
from tests.web import scene
from tests.web.conftest import asking


def test_each_answers_of_its_own_installation_by_routes_that_all_share(app, tmp_path_factory):
    bare = scene.installation(tmp_path_factory.mktemp("bare"))
    with asking(app) as client, asking(bare) as other:
        for path in ("/campaigns", "/api/v1/campaigns"):
            assert [scene.CAMPAIGN in one.get(path).text for one in (client, other, client)] == [True, False, True]
    for first, second in ((make(app), make(bare)), (make(app).state.api, make(bare).state.api)):
        assert first.routes[0] is second.routes[0]
    bare.close()
