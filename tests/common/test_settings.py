"""Settings: nothing is needed to start, and what is wrong is named."""

import stat
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import Field

from libs.common.secret_keys import derive_key
from libs.common.settings import (
    CommonSettings,
    InvalidSettings,
    load_settings,
    read_or_create_secret,
)


class Settings(CommonSettings):
    service_name: ClassVar[str] = "probe"

    patience_seconds: float = Field(5, gt=0)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A folder without .env, and none of our variables set."""
    monkeypatch.chdir(tmp_path)
    names = [*Settings.model_fields, "database_url_probe"]
    for name in names:
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


class TestSecret:
    def test_generated_secret_is_private_and_stays(self, tmp_path: Path) -> None:
        path = tmp_path / "home" / "secret_key"
        first = read_or_create_secret(path)
        assert read_or_create_secret(path) == first
        assert len(first) >= 43
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert list(path.parent.iterdir()) == [path]

    def test_many_threads_at_once_read_the_same(self, tmp_path: Path) -> None:
        for number in range(20):
            path = tmp_path / str(number) / "secret_key"
            with ThreadPoolExecutor(20) as pool:
                found = set(pool.map(read_or_create_secret, [path] * 20))
            assert found == {path.read_text()}

    @pytest.mark.prove
    def test_many_processes_at_once_read_the_same(self, tmp_path: Path) -> None:
        path = tmp_path / "secret_key"
        with get_context("spawn").Pool(8) as pool:
            found = set(pool.map(read_or_create_secret, [path] * 20))
        assert found == {path.read_text()}

    def test_empty_file_is_never_a_secret(self, tmp_path: Path) -> None:
        path = tmp_path / "secret_key"
        path.touch()
        with pytest.raises(ValueError, match="is empty"):
            read_or_create_secret(path)

    def test_given_secret_is_taken_and_no_file_made(
        self, environment: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        environment.setenv("SECRET_KEY", "given")
        assert load_settings(Settings).secret_key.get_secret_value() == "given"
        assert not (tmp_path / "var").exists()

    def test_secret_is_not_in_what_is_printed(
        self, environment: pytest.MonkeyPatch
    ) -> None:
        environment.setenv("SECRET_KEY", "given-and-secret")
        environment.setenv("DATABASE_URL", "postgresql://me:hunter2@db/x")
        printed = repr(load_settings(Settings))
        assert "given-and-secret" not in printed
        assert "hunter2" not in printed


class TestLoadSettings:
    def test_nothing_is_required(self, tmp_path: Path) -> None:
        settings = load_settings(Settings)
        assert settings.environment == "development"
        secret = (tmp_path / "var" / "secret_key").read_text()
        assert settings.secret_key.get_secret_value() == secret

    @pytest.mark.parametrize(
        ("name", "value"), [("ENVIRONMENT", "production"), ("DEBUG", "False")]
    )
    def test_production_needs_its_secret(
        self, environment: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        environment.setenv(name, value)
        with pytest.raises(InvalidSettings, match="SECRET_KEY is required"):
            load_settings(Settings)

    @pytest.mark.parametrize("value", ["False", "false", "0", "no", "off"])
    def test_debug_off_is_production(
        self, environment: pytest.MonkeyPatch, value: str
    ) -> None:
        environment.setenv("DEBUG", value)
        environment.setenv("SECRET_KEY", "s")
        assert load_settings(Settings).environment == "production"

    @pytest.mark.parametrize(("debug", "given"), [("True", None), ("False", "test")])
    def test_named_environment_wins_over_debug(
        self, environment: pytest.MonkeyPatch, debug: str, given: str | None
    ) -> None:
        environment.setenv("DEBUG", debug)
        if given:
            environment.setenv("ENVIRONMENT", given)
        assert load_settings(Settings).environment == (given or "development")

    def test_every_wrong_setting_is_named_without_its_value(
        self, environment: pytest.MonkeyPatch
    ) -> None:
        environment.setenv("ENVIRONMENT", "staging-x")
        environment.setenv("JOB_MAX_ATTEMPTS", "0")
        environment.setenv("SERVICE_PORT", "eighty")
        environment.setenv("PATIENCE_SECONDS", "-1")
        with pytest.raises(InvalidSettings) as caught:
            load_settings(Settings)
        text = str(caught.value)
        for name in ("ENVIRONMENT", "JOB_MAX_ATTEMPTS", "SERVICE_PORT", "PATIENCE_SEC"):
            assert name in text
        assert "eighty" not in text

    def test_empty_value_is_as_none(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("ENVIRONMENT", "")
        environment.setenv("JOB_MAX_ATTEMPTS", "")
        assert load_settings(Settings).job_max_attempts == 5

    def test_heartbeat_slower_than_the_lease_is_refused(
        self, environment: pytest.MonkeyPatch
    ) -> None:
        environment.setenv("JOB_HEARTBEAT_SECONDS", "20")
        with pytest.raises(InvalidSettings, match="JOB_HEARTBEAT_SECONDS"):
            load_settings(Settings)

    def test_home_that_cannot_be_written_is_named(
        self, environment: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "file").touch()
        environment.setenv("POSTSCOPE_HOME", str(tmp_path / "file" / "home"))
        with pytest.raises(InvalidSettings, match="POSTSCOPE_HOME"):
            load_settings(Settings)


class TestDatabaseUrl:
    def test_own_url_needs_no_schema(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("DATABASE_URL", "postgresql://shared/x")
        environment.setenv("DATABASE_URL_PROBE", "postgresql://own/x")
        settings = load_settings(Settings)
        assert settings.service_database_url.get_secret_value().endswith("own/x")
        assert settings.database_schema is None

    @pytest.mark.parametrize("name", ["DATABASE_URL", "SUPABASE_DB_URL"])
    def test_shared_url_brings_a_schema_of_its_own(
        self, environment: pytest.MonkeyPatch, name: str
    ) -> None:
        environment.setenv(name, "postgresql://shared/x")
        settings = load_settings(Settings)
        assert settings.service_database_url.get_secret_value().endswith("shared/x")
        assert settings.database_schema == "probe"

    def test_missing_url_is_named(self) -> None:
        with pytest.raises(InvalidSettings, match="DATABASE_URL_PROBE"):
            _ = load_settings(Settings).service_database_url


class TestDeriveKey:
    def test_each_purpose_and_secret_has_a_key_of_its_own(self) -> None:
        given = [(s, p) for s in ("one", "two") for p in ("identity", "media")]
        keys = {derive_key(secret, purpose) for secret, purpose in given}
        assert len(keys) == 4
        assert {len(key) for key in keys} == {32}

    def test_key_stays_the_same_for_ever(self) -> None:
        # What is signed or encrypted today must be readable by the next version.
        assert (
            derive_key("secret", "identity").hex()
            == "e808bb5f3b1ac72ef16cde09020ff55a10e782e230736ebe1cf4410b46a28e30"
        )
