"""Enums take the numbers of newer peers."""

import copy
import pickle

import pytest

from brolly.testing.v1.echo import Volume


def test_an_unknown_number_becomes_a_member():
    volume = Volume(77)

    assert isinstance(volume, Volume)
    assert (volume.value, volume.name, volume.is_known) == (77, "UNKNOWN_77", False)
    assert repr(volume) == "<Volume.UNKNOWN_77: 77>"
    assert Volume(-1).name == "UNKNOWN_MINUS_1"


def test_unknown_members_are_equal_by_number():
    assert Volume(77) == Volume(77)
    assert hash(Volume(77)) == hash(Volume(77))
    assert Volume(77) != Volume(78)
    assert Volume(77) != 77
    assert Volume(2) is Volume.LOUD
    assert {Volume.LOUD: 1}[Volume(2)] == 1


def test_an_unknown_number_is_not_kept():
    Volume(77)

    assert [each.value for each in Volume] == [0, 1, 2]


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1, "LOUD", 1.5, None])
def test_what_no_peer_can_send_is_refused(number):
    with pytest.raises(ValueError, match="is not a valid Volume"):
        Volume(number)


@pytest.mark.parametrize("volume", [Volume.LOUD, Volume(77)])
def test_members_are_copied_and_pickled_by_number(volume):
    assert copy.deepcopy(volume) == pickle.loads(pickle.dumps(volume)) == volume


def test_members_match_in_a_case():
    match Volume(2):
        case Volume.QUIET:
            raise AssertionError
        case Volume.LOUD:
            pass
        case _:
            raise AssertionError
