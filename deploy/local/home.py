"""The folder that holds everything of one installation (POSTSCOPE_HOME, `var/`)."""

import os
import secrets
from pathlib import Path

from deploy.local.errors import CannotStart

_SECRET_BYTES = 32


class Home:
    """Paths and generated secrets of one installation. Files in it are private."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.run_folder = self.root / "run"
        self.log_folder = self.root / "logs"
        self.postgres_folder = self.root / "postgres"
        self.redis_folder = self.root / "redis"
        self.secret_key_path = self.root / "secret_key"
        self._secrets_folder = self.root / "secrets"

    def create(self) -> None:
        """Makes the folders that are missing; existing ones keep their mode.

        Under root the servers run as another user, who must be able to pass
        through (0711), not to look around. Raises CannotStart if it cannot."""
        try:
            if not self.root.exists():
                self.root.mkdir(parents=True)
                self.root.chmod(0o711 if os.geteuid() == 0 else 0o700)
            self.run_folder.mkdir(exist_ok=True, mode=0o700)
            self._secrets_folder.mkdir(exist_ok=True, mode=0o700)
            os.close(os.open(self.run_folder / "lock", os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise CannotStart(
                f"Postscope keeps its data in {self.root}, but cannot write there:"
                f" {error.strerror}. Make room or give yourself the right to write, or"
                " choose another folder: POSTSCOPE_HOME=/path/to/folder make run"
            ) from error

    def has_secret(self, name: str) -> bool:
        """Whether the secret called `name` was generated before."""
        return (self._secrets_folder / name).exists()

    def secret(self, name: str) -> str:
        """The secret called `name` (43 URL-safe characters), generated at first use."""
        return _read_or_generate(self._secrets_folder / name)

    def secret_key(self) -> str:
        """The SECRET_KEY of this installation, generated at first use."""
        return _read_or_generate(self.secret_key_path)


def write_private(path: Path, text: str, *, durable: bool = True) -> None:
    """Writes a file of mode 0600 that is either the old one or the whole new one.

    `durable=False` does not wait for the disk: for what a power cut makes useless."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        if durable:
            os.fsync(file.fileno())
    draft.replace(path)


def _read_or_generate(path: Path) -> str:
    if not path.exists():
        write_private(path, secrets.token_urlsafe(_SECRET_BYTES) + "\n")
    return path.read_text(encoding="utf-8").strip()
