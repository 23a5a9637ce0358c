# Starts what docs/compose/compose.yaml says, and renews through nginx; NAME=VALUE, one on each line, as container.test.ts reads it.
set -eu
cd /session

say() {
  echo "$1=$(shift && "$@" 2>&1 | tr '\n' ' ' | sed 's/ $//')"
}
fail() {
  journalctl --no-pager -n 30 -o cat
  systemctl status --no-pager "$1"
  exit 1
}
start() {
  systemctl start "$1" || fail "$1"
}
healthy() {
  pid=$(systemctl show --property MainPID --value "$1")
  until xargs -d '\n' nsenter --target "$pid" --mount --net --root < healthcheck > /dev/null 2>&1; do
    systemctl --quiet is-active "$1" || fail "$1"
    sleep 0.1
  done
}

# The user of the image, and the group of nginx in its image, to which Debian's user does not belong.
groupadd --gid 65532 image
useradd --uid 65532 --gid 65532 --no-create-home image
getent group 101 > /dev/null || groupadd --gid 101 nginx-image
usermod -a -G "$(getent group 101 | cut -d : -f 1)" www-data

cp units/*.service /run/systemd/system
systemctl daemon-reload
mkdir -m 755 volumes volumes/socket-1 volumes/socket-2 volumes/data volumes/database volumes/database-socket
chmod 755 /session
# As Docker makes a volume: like the folder of the image.
chown 65532:65532 volumes/socket-1 volumes/socket-2 volumes/data
chown postgres:postgres volumes/database volumes/database-socket
chmod 777 volumes/database-socket
postgres=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
runuser -u postgres -- "$postgres/initdb" -D /session/volumes/database -U koshin -A trust --no-sync --no-instructions > initdb.log
start database
until runuser -u postgres -- "$postgres/createdb" -h /session/volumes/database-socket -U koshin koshin 2> createdb.log; do
  systemctl --quiet is-active database || fail database
  sleep 0.1
done

start init
say made find volumes/data -maxdepth 1 -name koshin.json -user 65532
start issue-1
start issue-2
cat volumes/data/authority/server.pem volumes/data/authority/issuing.pem > certificates/server.pem
openssl pkey -in volumes/data/authority/server.key -passin file:volumes/data/passphrase -out certificates/server.key
cat volumes/data/authority/issuing.pem volumes/data/authority/root.pem > certificates/authorities.pem
start koshin-1
start koshin-2
healthy koshin-1
healthy koshin-2
rm -f /etc/nginx/sites-enabled/default
start front
until curl -s -o /dev/null -k https://127.0.0.1; do
  systemctl --quiet is-active front || fail front
  sleep 0.1
done
echo "127.0.0.1 app.example.jp recover.example.jp" >> /etc/hosts

say user ps -o uid=,gid= -p "$(systemctl show --property MainPID --value koshin-1)"
data=/session/volumes/data
say post sh renew-by-curl.sh post https://app.example.jp $data/authority/root.pem $data/client1.p12 $data/client1.txt /O=u1/CN=client1
say recovery curl -sS -o /dev/null -w '%{http_code}' --cacert $data/authority/root.pem https://recover.example.jp/
for _ in 1 2 3 4 5 6 7 8; do
  curl -sS -o /dev/null --cacert $data/authority/root.pem https://app.example.jp/crl
done
say answered sh -c 'for each in 1 2; do journalctl -o cat -t koshin-$each | grep -c "\"/crl\""; done'
systemctl stop koshin-1
say stopped systemctl show --property Result --value koshin-1
say est sh renew-by-curl.sh est https://app.example.jp $data/authority/root.pem $data/client2.p12 $data/client2.txt /O=u1/CN=client2
start koshin-1
healthy koshin-1
systemctl stop koshin-2
# Without curl's own messages: nginx may still believe koshin-1 down, and only the last answer counts.
say again sh -c "curl -sf -o /dev/null -w '%{http_code}' --retry 20 --retry-all-errors --cacert $data/authority/root.pem https://app.example.jp/crl"
