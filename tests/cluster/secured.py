"""Give me a folder: here is a node with OpenSearch's own security plugin, TLS, and people who must give a password.

The people are those that the plugin comes with: `admin` may do everything, `readall` may only read, and each has its
name for a password. The plugin does not start with a certificate that has expired; see relay.py for one.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.cluster.certificates import Certificate, make_authority
from tests.cluster.distribution import find_distribution
from tests.cluster.nodes import Cluster, make_cluster


def make_secured_cluster(folder: Path) -> Cluster:
    """Lay out one node behind TLS; what a client has to trust is in the cluster's `authority`."""
    config = folder.resolve() / "node-1" / "config"
    config.mkdir(parents=True)
    authority = make_authority(config)
    inside = authority.sign("node-1")
    outside = authority.sign("outside")
    settings = {
        **_name_files("transport", inside, authority.chain),
        **_name_files("http", outside, authority.chain),
        "plugins.security.ssl.http.enabled": True,
        "plugins.security.ssl.transport.enforce_hostname_verification": False,
        "plugins.security.nodes_dn": ["CN=node-1"],
        "plugins.security.authcz.admin_dn": ["CN=nobody"],
        "plugins.security.allow_default_init_securityindex": True,
    }
    cluster = make_cluster(folder, 1, authority=authority.chain, settings=settings)
    plugin = find_distribution(secured=True) / "plugins" / "opensearch-security"
    shutil.copytree(plugin / "config", config / "opensearch-security")
    return cluster


def _name_files(side: str, certificate: Certificate, authority: Path) -> dict[str, str]:
    prefix = f"plugins.security.ssl.{side}."
    return {
        f"{prefix}pemcert_filepath": certificate.chain.name,
        f"{prefix}pemkey_filepath": certificate.key.name,
        f"{prefix}pemtrustedcas_filepath": authority.name,
    }
