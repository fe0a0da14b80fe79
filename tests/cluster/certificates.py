"""Give me a folder: here are an authority of its own and certificates that it signed, as PEM files.

They are for 127.0.0.1 and localhost. One that has expired is signed by the same authority, so that nothing else is
wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Certificate:
    """The files of a certificate and of its private key."""

    chain: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs: `chain` is what a client has to trust."""

    chain: Path
    name: x509.Name
    private: ec.EllipticCurvePrivateKey

    def sign(self, name: str, *, expired: bool = False) -> Certificate:
        """Write a certificate for this machine beside the authority's own, and its key."""
        private = ec.generate_private_key(ec.SECP256R1())
        subject = name_holder(name)
        now = datetime.now(UTC)
        begins, ends = (now - 30 * DAY, now - DAY) if expired else (now - DAY, now + DAY)
        builder = _describe(subject, self.name, private, begins, ends)
        names = [x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
        builder = builder.add_extension(usage, critical=False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.private.public_key())
        signed = builder.add_extension(issuer, critical=False).sign(self.private, hashes.SHA256())
        return _write(self.chain.parent, name, signed, private)


def name_holder(name: str) -> x509.Name:
    """Return the name under which a certificate is made out."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def make_authority(folder: Path) -> Authority:
    """Make an authority of its own in this folder."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = name_holder("authority of the tests")
    now = datetime.now(UTC)
    builder = _describe(name, name, private, now - 60 * DAY, now + DAY)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = builder.add_extension(usage, critical=True)
    written = _write(folder, "authority", builder.sign(private, hashes.SHA256()), private)
    return Authority(written.chain, name, private)


def _describe(
    subject: x509.Name, issuer: x509.Name, private: ec.EllipticCurvePrivateKey, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    public = private.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _write(folder: Path, name: str, signed: x509.Certificate, private: ec.EllipticCurvePrivateKey) -> Certificate:
    written = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    written.chain.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    written.key.write_bytes(key)
    return written
