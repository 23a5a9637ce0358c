# The life of the Debian package on a machine, as debian.test.ts reads it: NAME=VALUE, one on each line.
set -eu
cd /session

say() {
  echo "$1=$(shift && "$@" 2>&1 | tr '\n' ' ' | sed 's/ $//')"
}
ready() {
  until curl -s -o /dev/null http://127.0.0.1:8480/readyz; do
    case $(systemctl show --property ActiveState,NRestarts --value koshin | tr '\n' ' ') in
    "0 active ") sleep 0.1 ;;
    *)
      journalctl --no-pager -n 20
      exit 1
      ;;
    esac
  done
}
main_pid() {
  systemctl show --property MainPID --value koshin
}

dpkg --install koshin.deb > /dev/null
say enabled systemctl is-enabled koshin
say waits systemctl show --property ActiveState,ConditionResult --value koshin
say user getent passwd koshin
say modes stat -c '%n:%U:%a' /etc/koshin /etc/koshin/ca-passphrase /etc/koshin/master-key /etc/koshin/environment /var/lib/koshin
say verified systemd-analyze verify koshin.service
say by-a-person runuser -u nobody -- sh -c 'cd /tmp && koshin --version'

# As the manual says.
koshin init --data /var/lib/koshin
for cn in client1 client2; do
  koshin issue --data /var/lib/koshin --tenant u1 --cn $cn --days 30 --out $cn.p12
done
echo KOSHIN_LOG_LEVEL=warn >> /etc/koshin/environment
sed -i '0,/{/s//{ "front": { "form": "nginx" },/' /var/lib/koshin/koshin.json
systemctl start koshin
ready
say runs-as ps -o user:20=,args= -p "$(main_pid)"
say owners find /var/lib/koshin ! -user koshin
say level sed -n 's/^KOSHIN_LOG_LEVEL=//p' "/proc/$(main_pid)/environ" -z
for renewal in post:client1 est:client2; do
  cn=${renewal#*:}
  say "${renewal%:*}" sh renew-by-curl.sh "${renewal%:*}" https://localhost:8443 /var/lib/koshin/authority/root.pem "/session/$cn.p12" "/session/$cn.txt" /O=u1/CN=$cn
done
say serials sh -c 'for cn in client1 client2; do koshin show --data /var/lib/koshin --tenant u1 --cn $cn --json; done | grep -o "\"serial\":\"[0-9A-F]*" | cut -d \" -f 4'
say recovery curl -sS -o /dev/null -w '%{http_code}' --cacert /var/lib/koshin/authority/root.pem https://recover.localhost:8444/
say checked koshin check --data /var/lib/koshin
systemctl reload koshin
say stranger sh -c 'runuser -u www-data -- curl -sS -o /dev/null -w "%{http_code}" --unix-socket /run/koshin/front.sock http://localhost/ || true'
adduser --quiet www-data koshin
say front runuser -u www-data -- curl -sS -o /dev/null -w '%{http_code}' --unix-socket /run/koshin/front.sock http://localhost/

before=$(main_pid)
dpkg --install koshin-next.deb > /dev/null
ready
say version dpkg-query -W -f '${Version}' koshin
say restarted sh -c "test $(main_pid) -ne $before && echo yes"
say kept grep -c KOSHIN_LOG_LEVEL=warn /etc/koshin/environment
say known koshin list certificates --data /var/lib/koshin --json

dpkg --remove koshin > /dev/null
say removed sh -c 'systemctl is-active koshin; command -v koshin; ls /run/koshin /usr/lib/koshin'
say data-kept ls /etc/koshin /var/lib/koshin/koshin.json
dpkg --install koshin.deb > /dev/null
ready
say again systemctl is-active koshin
deluser --quiet www-data koshin > /dev/null
dpkg --purge koshin > /dev/null 2> purged
say warned cat purged
say keys-kept ls /var/lib/koshin/authority/issuing.key /etc/koshin/ca-passphrase
# What it says, to the letter.
sh -c "$(sed -n 's/^To destroy both for ever: //p' purged)"
# The data may be where an override of the unit says.
mkdir /etc/systemd/system/koshin.service.d
printf '[Service]\nUMask=0077\n' > /etc/systemd/system/koshin.service.d/override.conf
dpkg --install koshin.deb > /dev/null
dpkg --purge koshin > /dev/null 2>&1
say elsewhere ls /etc/koshin/ca-passphrase /etc/koshin/master-key
rm -r /etc/systemd/system/koshin.service.d
dpkg --install koshin.deb > /dev/null
dpkg --purge koshin 2> purged-again > /dev/null
say unused cat purged-again
say left sh -c 'ls -d /etc/koshin /var/lib/koshin /usr/lib/koshin /usr/bin/koshin /etc/systemd/system/multi-user.target.wants/koshin.service; getent passwd koshin; find /var/lib/systemd/deb-systemd-helper-* -name "koshin*"'
