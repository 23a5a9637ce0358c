#!/bin/sh
# Usage: renew-by-curl.sh post|est ADDRESS ROOT P12 PASSWORD-FILE SUBJECT
# Renews the certificate of a .p12 file as programs in the field do, by POST /api/cert or by EST with a key of its own, and
# prints the serial number that the service then sees, in hexadecimal.
set -eu
umask 077
way=$1 address=$2 root=$3 p12=$4 password=$5 subject=$6
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
printf 'cert = "%s:%s"\n' "$p12" "$(cat "$password")" > old.curl
ask() {
  curl -sS --fail-with-body -m 60 --cacert "$root" "$@"
}
case $way in
post)
  ask -K old.curl --cert-type P12 -H 'Content-Type: application/json' -d '{}' -o offer.json "$address/api/cert"
  sed -n 's/.*"uri":"\([^"]*\)".*/url = "\1"/p' offer.json > file.curl
  pass=$(sed -n 's/.*"pass":"\([^"]*\)".*/\1/p' offer.json)
  ask -K old.curl -K file.curl --cert-type P12 -o new.p12
  printf 'cert = "new.p12:%s"\n' "$pass" > new.curl
  ask -K new.curl --cert-type P12 -o status.json "$address/api/cert/status"
  ;;
est)
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out new.key 2> /dev/null
  openssl req -new -key new.key -subj "$subject" -out new.csr
  ask -K old.curl --cert-type P12 -H 'Content-Type: application/pkcs10' --data-binary @new.csr -o new.p7b "$address/.well-known/est/simplereenroll"
  openssl base64 -d -A -in new.p7b | openssl pkcs7 -inform DER -print_certs -out new.pem
  ask --cert new.pem --key new.key -o status.json "$address/api/cert/status"
  ;;
esac
sed -n 's/.*"serial":"\([0-9A-F]*\)".*/\1/p' status.json
