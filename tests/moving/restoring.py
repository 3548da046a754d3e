"""Backups that are put back, and where their deliveries are then."""

from campaign.desk import backing
from campaign.states import State

#: State → where a delivery that was due in it is after a restore.
AFTER = {state: state for state in State} | dict.fromkeys([State.QUEUED, State.CLAIMED, State.SENDING], State.IN_DOUBT)


def put_back(house, file, *, force=False, upgrade=False, dry_run=False):
    return backing.restore(house.app, file, upgrade=upgrade, force=force, dry_run=dry_run)


def states(house):
    return {state: house.world.state(key) for state, key in house.keys.items()}
