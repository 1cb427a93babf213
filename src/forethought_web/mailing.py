"""The mail server, who letters come from, and the site's own address, as the environment names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

_PORTS = {"smtp": 25, "smtps": 465, "starttls": 587}
_HERE = ("localhost", "127.0.0.1", "::1")
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@<>\"(),:;\\\[\]/]{1,190}")
_NOBODY = "Forethought <forethought@localhost>"
_FORM = "smtps://user:password@host:port, starttls://... or smtp://..."


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, and how it is spoken to."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    is_ssl: bool = False  # TLS from the first byte
    is_starttls: bool = False


def server_of(address: str) -> Server | None:
    """The mail server of an address; none where there is no address.

    Certificates are verified, and a password is never sent in the clear to another machine.

    Args:
        address: ``smtps://user:password@host:port`` (TLS from the first byte, port 465), ``starttls://...`` (TLS after
            a greeting, 587) or ``smtp://...`` (no TLS, 25). What stands for itself in a password is percent-encoded.

    Raises:
        ValueError: If it is none of these. The message never repeats any of it, for it may hold a password.
    """
    if not address:
        return None
    parts, port = _parts(address, "FORETHOUGHT_SMTP", _FORM)
    if parts.scheme not in _PORTS:
        raise ValueError(f"FORETHOUGHT_SMTP: is not {_FORM}")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("FORETHOUGHT_SMTP: ends after host and port; in a password write / ? # @ as %2F %3F %23 %40")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ValueError("FORETHOUGHT_SMTP: give a user and a password, or neither")
    host = unquote(parts.hostname or "")
    if password and parts.scheme == "smtp" and host not in _HERE:
        raise ValueError("FORETHOUGHT_SMTP: the password would travel in the clear; use smtps:// or starttls://")
    is_ssl, is_starttls = parts.scheme == "smtps", parts.scheme == "starttls"
    return Server(host, port or _PORTS[parts.scheme], user, password, is_ssl, is_starttls)


def sender_of(said: str, *, is_needed: bool) -> str:
    """Who letters come from: ``name@example.org`` or ``A name <name@example.org>``.

    Args:
        said: As it was set.
        is_needed: Whether a mail server is named.

    Raises:
        ValueError: If it is needed and missing, or is no address.
    """
    if not said.strip() and not is_needed:
        return _NOBODY
    address = parseaddr(said)[1]
    if not said.isprintable() or not _ADDRESS.fullmatch(address):
        raise ValueError("FORETHOUGHT_MAIL_FROM: say who letters come from, such as consultations@example.org")
    return said.strip()


def site_of(said: str, hosts: Sequence[str], *, is_https: bool) -> str:
    """The site's own address for links in letters, without a slash at its end: as it was set, or by its first name.

    Raises:
        ValueError: If it is no address of a site.
    """
    if not said:
        named = next((one for one in hosts if not one.startswith((".", "*"))), "")
        return f"{'https' if is_https else 'http'}://{named}" if named else "http://localhost:8016"
    form = "an address such as https://consult.example.org"
    parts, _ = _parts(said, "FORETHOUGHT_SITE", form)
    if parts.scheme not in ("http", "https") or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(f"FORETHOUGHT_SITE: is not {form}, with nothing after it")
    if parts.username or parts.password:
        raise ValueError("FORETHOUGHT_SITE: holds a user or a password; every letter would")
    return f"{parts.scheme}://{parts.netloc}"


def _parts(address: str, name: str, form: str) -> tuple[SplitResult, int]:
    """An address in its parts, and its port or 0."""
    wrong = ValueError(f"{name}: is not {form}")
    if not address.isprintable() or " " in address:
        raise wrong
    try:
        parts = urlsplit(address)
        port = parts.port or 0
    except ValueError:  # its message would repeat what it took for the port
        raise ValueError(f"{name}: its host or port cannot be read; it should be {form}") from None
    if not parts.hostname:
        raise wrong
    return parts, port
