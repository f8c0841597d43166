import pytest

import brolly
from brolly.folders import prepared_folder

SETTING = "applications.cellar.config.folder"


def test_a_folder_is_made_where_it_is_configured_and_by_default(tmp_path):
    configured = prepared_folder(str(tmp_path / "a" / "b"), default=tmp_path / "c", setting=SETTING)
    by_default = prepared_folder("", default=tmp_path / "c", setting=SETTING)

    assert (configured, by_default) == (tmp_path / "a" / "b", tmp_path / "c")
    assert configured.is_dir()
    assert by_default.is_dir()


def test_a_folder_that_cannot_be_made_is_told_with_its_setting(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(brolly.ConfigurationError, match=r"cellar\.config\.folder.*can be made.*Not a dir"):
        prepared_folder(str(tmp_path / "file" / "below"), default=tmp_path, setting=SETTING)
