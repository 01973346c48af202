"""Opens an .ods with a password, as OpenDocument 1.2 encrypts it and LibreOffice writes it: AES-256 (CBC), key by PBKDF2."""

import hashlib
import io
import re
import zipfile
import zlib
from base64 import b64decode

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from pipelines.workbooks.sniff import MAX_UNPACKED_BYTES

MAX_ITERATIONS = 1_000_000
"""Most rounds of the key derivation that are gone through: LibreOffice asks for 100,000."""
_CHECKED_BYTES = 1024
"""First bytes of a part that its checksum covers."""
_CONTENT = re.compile(rb'<manifest:file-entry\b[^>]*full-path="content\.xml".*?</manifest:file-entry>', re.DOTALL)
_ATTRIBUTE = re.compile(rb'manifest:([\w-]+)="([^"]*)"')
_KIND = "application/vnd.oasis.opendocument.spreadsheet"


def decrypted(archive: zipfile.ZipFile, passwords: tuple[str, ...]) -> bytes | None:
    """An .ods with the cells of the encrypted one; None when no password is right, or when it is encrypted in another way.

    Raises:
        ValueError, zlib.error: the encrypted part is damaged.
    """
    entry = _CONTENT.search(archive.read("META-INF/manifest.xml"))
    said = dict(_ATTRIBUTE.findall(entry[0])) if entry else {}
    iterations = int(said.get(b"iteration-count", 0))
    is_known = said.get(b"algorithm-name", b"").endswith(b"#aes256-cbc") and said.get(b"checksum-type", b"").endswith(
        b"#sha256-1k"
    )
    if not is_known or not 0 < iterations <= MAX_ITERATIONS:
        return None
    salt, start, checksum = (b64decode(said.get(name, b"")) for name in (b"salt", b"initialisation-vector", b"checksum"))
    cipher_text = archive.read("content.xml")
    for password in passwords:
        key = hashlib.pbkdf2_hmac("sha1", hashlib.sha256(password.encode()).digest(), salt, iterations, 32)
        decryptor = Cipher(AES(key), CBC(start)).decryptor()
        packed = decryptor.update(cipher_text) + decryptor.finalize()
        packed = packed[: -packed[-1]] if packed else b""
        if hashlib.sha256(packed[:_CHECKED_BYTES]).digest() == checksum:
            return _plain(zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, MAX_UNPACKED_BYTES))
    return None


def _plain(content: bytes) -> bytes:
    """An .ods of this content alone."""
    namespace = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    entry = '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", _KIND)
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {namespace}>{entry}</manifest:manifest>")
        archive.writestr("content.xml", content)
    return out.getvalue()
