from pathlib import Path

from retrieval.settings import load_settings


def test_load_settings__a_model_is_a_folder_beside_the_file_or_a_name(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[embedding]\nmodel = "models/mine"\n')
    assert load_settings(config).embedding.model == "models/mine"
    (tmp_path / "models" / "mine").mkdir(parents=True)
    assert load_settings(config).embedding.model == str(tmp_path / "models" / "mine")
