#!/bin/sh
# Each step is a command that the authority, the hospital, the patient or the doctor runs at their own place.
# 每一步都是卫生主管部门、医院、患者或医生在各自那里运行的命令。
set -eu

fidecura=${FIDECURA:-$(dirname -- "$(readlink -f -- "$0")")/fidecura}
service=${SERVICE:-http://127.0.0.1:8480}
audience=https://lab.example
custodian=did:web:lab.example
record='urn:oid:2.999.1.1|R-4711'
type=urn:fidecura:credential
# One for all of these keys, which open nothing.
export FIDECURA_PASSPHRASE_FILE=passphrase FIDECURA_REGISTER_PASSPHRASE_FILE=passphrase
umask 077

did() { sed -n 's/^ *"did": "\(.*\)",$/\1/p' "$1-public.json"; }
# A file as one JSON string.
quoted() { sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/"&"/' "$1"; }
issue() { # KEY TYPE SUBJECT: the claims come from standard input
  cat > "$2.json"
  "$fidecura" credential issue --key "$1.key" --store "$1.sqlite" --list "https://$1.example/status/1" \
    --type "$2" --subject "$3" --claims "$2.json" --out "$2.jwt" --json > "$2.issued"
}

publish() {
  for who in authority hospital; do
    "$fidecura" credential publish --key "$who.key" --store "$who.sqlite" --list "https://$who.example/status/1" --out lists
  done
}

sign_bundle() {
  rm -f trust.jwt
  "$fidecura" bundle create --key hospital.key --did "$authority" "$hospital" --chain accreditation.jwt \
    --list https://authority.example/status/1 https://hospital.example/status/1 --status-dir lists --out trust.jwt
}

make() {
  echo invented-people > passphrase
  for who in authority hospital doctor patient; do
    "$fidecura" keys create --out "$who.key" --json > "$who-public.json"
  done
  authority=$(did authority) hospital=$(did hospital) doctor=$(did doctor) patient=$(did patient)

  echo '== The authority lets the hospital issue, and licenses the doctor'
  issue authority accreditation "$hospital" << EOF
{ "name": "Example Hospital", "depth": 0, "types": ["$type:practitioner-role:1", "$type:patient-identity:1"],
  "organisations": "*", "departments": "*", "purposes": "*", "recordSystems": "*" }
EOF
  issue authority licence "$doctor" << EOF
{ "name": "Dr Ada Example", "regulator": "Example Board", "registration": { "system": "urn:oid:2.999.1.2", "value": "L-1" },
  "profession": { "system": "http://snomed.info/sct", "code": "309343006" }, "jurisdiction": "CN", "standing": "active" }
EOF
  licence=$(sed -n 's/^ *"id": "\(.*\)",\{0,1\}$/\1/p' licence.issued)

  echo '== The hospital vouches for the doctor, and enrols the patient'
  issue hospital role "$doctor" << EOF
{ "name": "Dr Ada Example", "organisation": { "did": "$hospital", "name": "Example Hospital" },
  "department": { "did": "$hospital", "name": "Cardiology" }, "purposes": ["TREAT"],
  "profession": { "system": "http://snomed.info/sct", "code": "309343006" },
  "licence": { "issuer": "$authority", "id": "$licence" } }
EOF
  issue hospital patient-identity "$patient" << EOF
{ "record": { "system": "urn:oid:2.999.1.1", "value": "R-4711" }, "method": "in_person", "birthDate": "1958-03-14" }
EOF
  echo '== The patient lets the hospital read laboratory results of yours, to treat them'
  cat > consent.json << EOF
{ "resourceType": "Consent", "status": "active", "patient": { "reference": "Patient/1" },
  "scope": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy" }] },
  "category": [{ "coding": [{ "system": "http://loinc.org", "code": "59284-0" }] }],
  "policyRule": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "OPTOUT" }] },
  "provision": { "provision": [{ "type": "permit",
    "actor": [{ "reference": { "reference": "Organization/1" }, "role": { "coding": [
      { "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "PRCP" }] } }],
    "purpose": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT" }],
    "class": [{ "system": "http://hl7.org/fhir/resource-types", "code": "Observation" }] }] } }
EOF
  echo "{ \"Organization/1\": \"$hospital\" }" > references.json
  "$fidecura" consent sign --key patient.key --fhir consent.json --references references.json --record "$record" \
    --grantee "$hospital=Example Hospital" --controller "$custodian=Example Laboratory" \
    --register "$hospital" --yes --out consent.jwt
  publish
  "$fidecura" consent register consent.jwt --identity patient-identity.jwt --register-key hospital.key \
    --store register.sqlite --receipt receipt.jwt --root "$authority=patient-identity,accreditation" \
    --chain accreditation.jwt --status-dir lists

  echo '== The hospital signs a trust bundle, which somebody carries to you'
  sign_bundle

  echo '== You say whom you trust, and take the bundle over'
  "$fidecura" trust add "$authority" --types licence,role,accreditation,patient-identity --data lab
  "$fidecura" trust add "$hospital" --register --data lab
  "$fidecura" trust add "$hospital" --bundle-signer --data lab
  "$fidecura" bundle fetch trust.jwt --data lab
}

suspend() {
  authority=$(did authority) hospital=$(did hospital)
  role=$(sed -n 's/^ *"id": "\(.*\)",\{0,1\}$/\1/p' role.issued)
  "$fidecura" credential suspend "$role" --key hospital.key --store hospital.sqlite --reason under_review
  publish
  sign_bundle
  "$fidecura" bundle fetch trust.jwt --data lab
}

present() {
  # Yours: sixteen random bytes, and others each time.
  nonce=$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=')
  rm -f presented.json
  "$fidecura" credential present role.jwt licence.jwt --key doctor.key --audience "$audience" --nonce "$nonce" \
    --disclose-all --out presented.json
}

post() {
  echo "== POST $1"
  curl -sS -w '\nHTTP %{http_code}\n' -H 'Content-Type: application/json' --data "@$2" "$service$1"
}

ask() {
  present
  echo "{ \"presentation\": $(quoted presented.json), \"nonce\": \"$nonce\" }" > verify.json
  post /verify verify.json
  present
  rm -f set.json
  "$fidecura" consent attest --record "$record" --register-key hospital.key --store register.sqlite --out set.json
  cat > decide.json << EOF
{ "presentation": $(quoted presented.json), "nonce": "$nonce", "set": $(cat set.json), "request": {
  "record": { "system": "urn:oid:2.999.1.1", "value": "R-4711" }, "purposes": ["TREAT"], "action": "access",
  "data": [{ "scope": "category", "types": [{ "system": "http://hl7.org/fhir/resource-types", "code": "Observation" }] }] } }
EOF
  post /decide decide.json
}

case "${1-} ${2-}" in
  'make '?*) mkdir -- "$2" && cd -- "$2" && make ;;
  'ask '?* | 'suspend '?*) cd -- "$2" && "$1" ;;
  *) echo "$0 make|ask|suspend FOLDER" >&2 && exit 2 ;;
esac
