#!/usr/bin/env bash
# Make, once, what compose.yaml needs and nobody else may see: `./prepare.sh [FOLDER]`, by default `secrets`.
#
# An authority and certificates of the nodes (ten years), one of an administrator (for securityadmin.sh), passwords of the
# users `loader`, `reader` and `keeper` (of backups), whose rights roles.yml names, and the token of the page. Nothing is overwritten.
# Needs openssl. Passwords are hashed by OpenSearch's own tool: in its image, with Docker, or with the command in
# HASH_COMMAND, which finds the password in the environment as PASSWORD.
set -euo pipefail
umask 077
cd "$(dirname "$0")"

folder=${1:-secrets}
image=$(sed -n 's/^  image: \(opensearchproject.*\)/\1/p' compose.yaml)
[ ! -e "$folder" ] || { echo "error: $folder is there already; remove it to make everything anew" >&2; exit 2; }
command -v openssl >/dev/null || { echo "error: there is no openssl; install it first" >&2; exit 2; }
[ -n "${HASH_COMMAND:-}" ] || command -v docker >/dev/null ||
    { echo "error: there is no docker to hash passwords with" >&2; exit 2; }

made=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$made"' EXIT

sign() { # NAME EXTENSIONS FOLDER FILE
    openssl req -newkey rsa:2048 -nodes -keyout "$3/$4.key" -subj "/CN=$1" -out "$made/request" 2>/dev/null
    openssl x509 -req -in "$made/request" -CA "$made/authority.pem" -CAkey "$made/authority.key" -CAcreateserial \
        -days 3650 -sha256 -extfile <(echo "$2") -out "$3/$4.pem" 2>/dev/null
}

hash_password() {
    if [ -n "${HASH_COMMAND:-}" ]; then
        PASSWORD=$1 bash -c "$HASH_COMMAND"
    else
        PASSWORD=$1 docker run --rm --env PASSWORD "$image" bash plugins/opensearch-security/tools/hash.sh -env PASSWORD
    fi | grep '^\$2' # and not what else the tool says
}

add_user() { # NAME
    local password
    password=$(openssl rand -hex 24)
    echo "$1:$password" >"$made/$1"
    printf '%s:\n  hash: "%s"\n' "$1" "$(hash_password "$password")" >>"$made/internal_users.yml"
}

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$made/authority.key" -out "$made/authority.pem" -days 3650 -sha256 \
    -subj "/CN=searchcsto authority" -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
for node in opensearch-1 opensearch-2 opensearch-3; do
    mkdir "$made/$node"
    sign "$node" "subjectAltName=DNS:$node,DNS:localhost,IP:127.0.0.1
extendedKeyUsage=serverAuth,clientAuth" "$made/$node" node
    cp "$made/authority.pem" "$made/$node/"
done
sign administrator "extendedKeyUsage=clientAuth" "$made" administrator

printf '_meta:\n  type: internalusers\n  config_version: 2\n' >"$made/internal_users.yml"
add_user loader
add_user reader
add_user keeper
openssl rand -hex 24 >"$made/token"

# In their containers OpenSearch is user 1000 and searchcsto 10001: they must be able to read what they are given. On this
# machine the folder's own rights keep all others out.
rm -f "$made/request" "$made"/authority.srl
chmod -R go+rX "$made"
chmod go-rwx "$made/authority.key" "$made/administrator.key" "$made"
mv "$made" "$folder"
echo "made $folder; start with: docker compose up --detach" >&2
