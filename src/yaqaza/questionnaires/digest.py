"""HTTP Digest (RFC 2617, and 7616 for what it says of MD5), which is what ODK Collect speaks besides a key in the address.

A nonce is our own signature of the time: nothing is kept, any process knows it again, and after ten minutes it is stale. Within that
time an overheard answer could be sent again; that would bring the same submission once more, which is taken as the same.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

REALM = "yaqaza"
FRESH_SECONDS = 600
_PART = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_signer = TimestampSigner(salt="yaqaza.questionnaires.digest")


def challenge(*, stale: bool = False) -> str:
    """Return the value of WWW-Authenticate."""
    nonce = _signer.sign(f"{secrets.token_hex(8)}-{int(time.time())}")
    return f'Digest realm="{REALM}", qop="auth", algorithm=MD5, nonce="{nonce}"' + (", stale=true" if stale else "")


def parts(header: str) -> dict[str, str]:
    """Return what an Authorization header of the kind Digest says; {} for any other."""
    kind, _space, rest = header.partition(" ")
    if kind.lower() != "digest":
        return {}
    return {name: quoted or plain for name, quoted, plain in _PART.findall(rest)}


def secret(code: str, key: str) -> str:
    """Return what is kept of a key to check answers with (HA1)."""
    return _md5(f"{code}:{REALM}:{key}")


def is_right(told: dict[str, str], *, kept: str, method: str, path: str) -> bool:
    """Say whether the answer ``told`` was made with the key of which ``kept`` is the secret, for this request."""
    if told.get("qop") != "auth" or told.get("realm") != REALM or told.get("uri") != path:
        return False
    asked = _md5(f"{method}:{told['uri']}")
    right = _md5(f"{kept}:{told.get('nonce', '')}:{told.get('nc', '')}:{told.get('cnonce', '')}:auth:{asked}")
    return hmac.compare_digest(right, told.get("response", ""))


def is_fresh(nonce: str) -> bool | None:
    """Say whether a nonce is ours and young; None when it is none of ours."""
    try:
        _signer.unsign(nonce, max_age=FRESH_SECONDS)
    except SignatureExpired:
        return False
    except BadSignature:
        return None
    return True


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
