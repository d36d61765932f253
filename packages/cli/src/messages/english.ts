import { englishAt } from './english-at.ts'
import { englishAtHelp } from './english-at-help.ts'
import { englishBaseHelp } from './english-base-help.ts'
import { englishBundleHelp } from './english-bundle-help.ts'
import { englishCompletionHelp } from './english-completion-help.ts'
import { englishConsentHelp } from './english-consent-help.ts'
import { englishCredentialHelp } from './english-credential-help.ts'
import { englishDoctor } from './english-doctor.ts'
import { englishDoctorHelp } from './english-doctor-help.ts'
import { englishEntryHelp } from './english-entry-help.ts'
import { englishEvidence } from './english-evidence.ts'
import { englishEvidenceHelp } from './english-evidence-help.ts'
import { englishIncident } from './english-incident.ts'
import { englishIncidentHelp } from './english-incident-help.ts'
import { englishLab } from './english-lab.ts'
import { englishLabHelp } from './english-lab-help.ts'
import { englishLife } from './english-life.ts'
import { englishLifeHelp } from './english-life-help.ts'
import { englishOrder } from './english-order.ts'
import { englishOrderHelp } from './english-order-help.ts'
import { englishService } from './english-service.ts'
import { englishServiceHelp } from './english-service-help.ts'
import { englishStatusHelp } from './english-status-help.ts'
import { englishSwitch } from './english-switch.ts'
import { englishSwitchHelp } from './english-switch-help.ts'
import { englishWebvhHelp } from './english-webvh-help.ts'
import type { Messages } from './messages.ts'

export const english: Messages = {
  passphrasePrompt: 'Passphrase of the key file',
  newPassphrasePrompt: 'New passphrase, at least eight characters',
  registerPassphrasePrompt: 'Passphrase of the register’s key file',
  keyMade: (did, path) => `Made a key for ${did}\nKept in ${path}`,
  keyFacts: {
    did: 'DID',
    keyId: 'Key',
    algorithm: 'Algorithm',
    thumbprint: 'Thumbprint',
    fingerprint: 'Fingerprint, to be read out',
    publicKey: 'Public key',
  },
  written: (path) => `Written to ${path}`,
  noDocumentKey: (path) =>
    `It lists no key yet, so nobody can sign as it: keys create --did, then did webvh update ${path} --document-key FILE`,
  verdict: { passed: 'Yes', failed: 'No', unknown: 'Cannot be told' },
  error: (code, message, place) =>
    place === undefined ? `${message} (${code})` : `${message}: ${place} (${code})`,
  problem: (code, place) => (place === undefined ? ` (${code})` : ` (${code}, ${place})`),
  hints: {
    status_list_stale:
      'Its issuer publishes it anew: credential publish; or allow more: --max-status-age',
    status_unreachable:
      'Does its issuer serve it where the credential says? credential publish, or status serve',
    file_exists: 'Name another one, or delete it',
    settings_malformed:
      'A hospital is made by: fidecura hospital init, and then hospital accept; what settings hold stands in packages/cli/README.md',
    key_file_not_found:
      'Make one: fidecura keys create --out FILE; all those of a hospital: fidecura hospital init',
    passphrase_in_environment:
      'Put it into a file that you alone can read: --passphrase-file, or FIDECURA_PASSPHRASE_FILE names it; a pipe does, too: --passphrase-file <(…)',
    secret_file_open: 'chmod 600 the file',
    pin_missing: 'Name a file with the PIN in the URI: pin-source=file:/…',
    token_not_found: 'The token’s own tools list them, such as softhsm2-util --show-slots',
    addon_missing: 'How to build it stands in packages/pkcs11/README.md',
    consent_source_unusable:
      'What a reference in it stands for says --references FILE: { "Organization/1": "did:…" }',
    trust_missing:
      'Begin by whom you trust: fidecura trust add; else, is this the folder that you meant?',
    trust_entry_exists:
      'Other keys: fidecura trust pin. Other types: fidecura trust remove, and then trust add',
    samples_not_served: 'In another window: fidecura samples serve samples',
    listen_failed:
      'Stop what listens there, or name another address: --listen 127.0.0.1:8481, for the example --port 8090; that of a sign-in bridge stands in hospital.json',
    http_unreachable:
      'Does it run, and does this machine know who made its certificate? An authority of your own: NODE_EXTRA_CA_CERTS=ca.pem',
    http_address_refused:
      'Only public addresses are asked: download it by other means, and name the file',
    signer_not_patient: 'A register asks for the key that the patient identity names',
  },
  takes: (names) => `It takes: ${names}`,
  tryHelp: (command) => `See ${command} --help`,
  credential: {
    checks: {
      format: 'It can be read, and hides nothing that must be seen',
      type: 'It is of a type that is asked for',
      claims: 'Its claims follow the rules of its type',
      period: 'It is within its period of validity',
      holder: 'It is bound to the key of its holder',
      authority: 'Its issuer may issue it: a chain of authority leads to a trusted root',
      issuer: 'The keys of everybody in that chain could be found',
      signature: 'It and its chain are signed with those keys',
      status: 'Neither it nor its chain is suspended or revoked',
      licence: 'The licence that a role names is there and holds',
      presentation: 'The presentation can be read',
      key_binding: 'Its holder signed it for this audience and request',
      same_holder: 'All its credentials are of one holder',
      credentials: 'Each of its credentials holds',
      replay: 'It was not presented before',
    },
    outcomes: { passed: 'yes', failed: 'NO ', unknown: '?  ' },
    issued: (id) => `Issued ${id}`,
    changed: {
      suspended: (id, at) => `Suspended since ${at}: ${id}`,
      valid: (id, at) => `Reinstated since ${at}: ${id}`,
      revoked: (id, at) => `Revoked since ${at}, for good: ${id}`,
    },
    publishNext: 'Verifiers see it once the list is published and served: credential publish',
    published: (list, history) => `Serve these:\n${list}\n${history}`,
    labels: {
      type: 'Type',
      issuer: 'Issuer',
      subject: 'Subject',
      until: 'Valid until',
      root: 'Trusted root',
      via: 'Permission to issue',
    },
    asOf: (at) => `As of ${at}; this says nothing about the present`,
    asKnownAt: (at) => `As known at ${at}`,
    checking: 'Checking …',
    signing: 'Signing …',
  },
  consent: {
    textFollows: 'This is what will be signed:',
    notes: (places) => `Not fully understood, so read to the side of less: ${places}`,
    confirm: 'Sign this?',
    declined: 'Nothing was signed',
    signed: (id) => `Signed ${id}`,
    registered: 'The register has taken it in',
    ahead:
      'It has no statement of this id yet, so nothing that it has ended: compare the id, if it was to end something',
    verified: 'Yes, the patient of this record signed this:',
    registerKnows: 'Whether it was withdrawn, only its register knows',
    withdrawn: (id) => `Signed the withdrawal of ${id}`,
    registering: 'Registering …',
    stamped: 'The register has taken its digest in',
    deciding: 'Deciding …',
  },
  custody: { pinPrompt: (token) => `PIN of the token ${token}` },
  at: englishAt,
  doctor: englishDoctor,
  incident: englishIncident,
  lab: englishLab,
  life: englishLife,
  entry: {
    signed: (id) => `Signed entry ${id}`,
    isAbout: (path, bytes) => `The entry is about these ${bytes} bytes: ${path}`,
    ask: { confirmed: 'Confirm that it is right?', disputed: 'Dispute it?' },
    said: { confirmed: 'The patient confirmed it', disputed: 'The patient disputed it' },
    verified: (issuer, at) => `Yes, ${issuer} signed it with a role that held at ${at}`,
    existedBy: (at) => `It is proven that it existed at ${at}`,
  },
  evidence: englishEvidence,
  switch: englishSwitch,
  order: englishOrder,
  service: englishService,
  status: {
    serving: (lists, address) => `Served at ${address} until stopped; status lists: ${lists}`,
    stopping: 'Stopping; the last notices are on their way …',
    notPublished: (code) => `A change is not published yet; tried again in a moment (${code})`,
    untold: (host, code) =>
      `Not told: ${host} (${code}); it sees the change when it fetches the list`,
    subscribed: (host) => `${host} will be told of each change`,
    unsubscribed: (host) => `${host} will be told no longer`,
    subscribers: (count) => `Platforms that are told: ${count}`,
  },
  bundle: {
    collecting: 'Collecting …',
    signed: (did, sequence) => `Signed by ${did}, number ${sequence}`,
  },
  help: {
    ...englishBaseHelp,
    bundle: englishBundleHelp,
    credential: englishCredentialHelp,
    completion: englishCompletionHelp,
    consent: englishConsentHelp,
    at: englishAtHelp,
    doctor: englishDoctorHelp,
    entry: englishEntryHelp,
    evidence: englishEvidenceHelp,
    incident: englishIncidentHelp,
    lab: englishLabHelp,
    life: englishLifeHelp,
    order: englishOrderHelp,
    service: englishServiceHelp,
    status: englishStatusHelp,
    switch: englishSwitchHelp,
    webvh: englishWebvhHelp,
  },
}
