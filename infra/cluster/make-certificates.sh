#!/bin/sh
# Makes an authority and a certificate for each database node, in the folder `certificates` beside this file or in the
# one that is named: what compose.yaml mounts. What is there already is left as it is.
set -eu
umask 077
folder=${1:-$(dirname "$0")/certificates}
days=825
mkdir -p "$folder/ca"

if [ ! -e "$folder/ca/ca.crt" ]; then
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj '/O=Concord/CN=log authority' \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
    -keyout "$folder/authority.key" -out "$folder/ca/ca.crt"
fi

for node in node1 node2 node3; do
  [ ! -e "$folder/$node/node.crt" ] || continue
  mkdir -p "$folder/$node"
  # Nodes know each other by the same common name; they are reached, and copy from each other, by their host names.
  openssl req -newkey rsa:2048 -nodes -subj '/CN=eventstoredb-node' \
    -keyout "$folder/$node/node.key" -out "$folder/$node/node.csr"
  printf '%s\n' "subjectAltName=DNS:$node,DNS:localhost,IP:127.0.0.1" 'keyUsage=critical,digitalSignature,keyEncipherment' \
    'extendedKeyUsage=serverAuth,clientAuth' 'basicConstraints=critical,CA:FALSE' > "$folder/$node/extensions"
  openssl x509 -req -days "$days" -in "$folder/$node/node.csr" -CA "$folder/ca/ca.crt" -CAkey "$folder/authority.key" \
    -CAserial "$folder/authority.srl" -CAcreateserial -extfile "$folder/$node/extensions" -out "$folder/$node/node.crt"
  rm "$folder/$node/node.csr" "$folder/$node/extensions"
done

# Database and services run as user 1000 in their containers, and nobody else reads the nodes' keys.
chmod 755 "$folder" "$folder/ca" "$folder"/node?
chmod 644 "$folder/ca/ca.crt" "$folder"/node?/node.crt
[ "$(id -u)" != 0 ] || chown 1000:1000 "$folder"/node?/node.key
echo "certificates until $(openssl x509 -enddate -noout -in "$folder/node1/node.crt" | cut -d= -f2) in $folder"
