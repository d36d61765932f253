/** What `--help` says of the commands of `evidence`, `log` and `witness`. */
export const englishEvidenceHelp = {
  about: 'deposit evidence, prove what was deposited, and erase it',
  id: 'evidence id',
  desk: {
    key: 'key file of the department that deposits; its DID is in the log',
    store: 'where the log and its deposits are kept',
    logKey: 'key file of the log, of Ed25519, for nothing else',
    logPassphraseFile: 'with its passphrase; else FIDECURA_LOG_PASSPHRASE or a prompt',
    trust: 'JSON: logs, witnesses with key, operator and url, and quorum',
  },
  deposit: {
    about: 'deposit a file of any size; only a commitment to its digest is in the log',
    mediaType: 'what kind of file it is',
    subject: 'whom it is about: their DID, kept beside the log',
    retainUntil: 'nobody may erase it before; a date-time',
    idempotencyKey: 'again with the same key makes no second deposit; else a new one',
    proof: 'a new file, for what proves it',
  },
  update: {
    about: 'deposit a new version, linked to the one before',
    after: 'number of the newest version, as you know it; else whatever is the newest',
  },
  show: { about: 'show the versions of an evidence id; who looks is recorded' },
  proof: {
    about: 'make the file that proves a version without anybody’s help',
    number: 'which version',
  },
  verify: {
    about: 'verify a file by its proof file, and say when it existed',
    proof: 'the proof file',
  },
  report: { about: 'write a report of it for people, with how to check it by hand' },
  erase: {
    about: 'erase every version, for good; proofs that were given out stay good',
    yes: 'erase without asking',
  },
  hold: {
    about: 'put a legal hold on an evidence id, so that nobody erases it',
    reason: 'why: lower-case letters, digits and _; each reason is a hold of its own',
    release: 'take the hold of that reason off again',
  },
  log: {
    about: 'serve a log of evidence to anybody, and show its key',
    serve: 'serve what is published of a log, as C2SP tlog-tiles; nothing in it tells of people',
    key: 'show what others call the key of a log',
    log: 'its key, name+id+base64, which also names it',
    origin: 'the name of the log, for good, such as log.hospital.example/2026',
    store: 'where it is kept; other commands may deposit meanwhile',
    keyFile: 'key file of the log',
  },
  witness: {
    about: 'watch the logs of others, and sign what goes on from what was signed',
    serve: 'answer logs that ask for a signature, as C2SP tlog-witness',
    key: 'show what others call the key of a witness',
    name: 'in its signatures, such as witness.university.example',
    log: 'key of a log that it watches, name+id+base64',
    store: 'remembers what was signed; without it a log could show two histories',
    new: 'the first time: makes the store, which must not be there',
    keyFile: 'key file of the witness, of Ed25519, for nothing else',
    splitViews: 'where to keep what proves that a log has signed two histories',
  },
} as const
