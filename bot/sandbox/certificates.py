"""The tenant's own CA, its server certificate, and the client certificate of the application."""

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

NAMES = ("127.0.0.1", "localhost", "graph.microsoft.com", "login.microsoftonline.com", "outlook.office.com")
"""Host names that the server's certificate holds: its own, and those of the service that clients may map to it."""


@dataclass(frozen=True)
class Certificates:
    """Files in the data folder; made once, so that a restart leaves stored trust good."""

    ca: Path
    server: Path
    client: Path
    key: rsa.RSAPrivateKey

    @property
    def client_certificate(self) -> x509.Certificate:
        """The application's certificate."""
        return x509.load_pem_x509_certificate(self.client.read_bytes().split(b"-----END PRIVATE KEY-----")[-1].lstrip())


def ensure(folder: Path) -> Certificates:
    """Make what is absent."""
    ca, server, client, signing = (folder / name for name in ("ca.pem", "server.pem", "client.pem", "signing.pem"))
    if not signing.exists():
        _make(ca, server, client)
        signing.write_bytes(_private(rsa.generate_private_key(public_exponent=65537, key_size=2048)))
    loaded = serialization.load_pem_private_key(signing.read_bytes(), None)
    assert isinstance(loaded, rsa.RSAPrivateKey)
    return Certificates(ca, server, client, loaded)


def _make(ca: Path, server: Path, client: Path) -> None:
    import trustme  # it takes long to load, and a tenant is made once and started often

    authority = trustme.CA()
    authority.cert_pem.write_to_path(ca)
    authority.issue_cert(*NAMES).private_key_and_cert_chain_pem.write_to_path(server)
    issued = authority.issue_cert("ontour-client.example", key_type=trustme.KeyType.RSA)
    key = serialization.load_pem_private_key(issued.private_key_pem.bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    client.write_bytes(_private(key) + issued.cert_chain_pems[0].bytes())


def _private(key: rsa.RSAPrivateKey) -> bytes:
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*form)
