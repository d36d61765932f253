/** What `--help` says of the commands of `did webvh`. */
export const englishWebvhHelp = {
  about: 'write and resolve did:webvh, a DID on the web that keeps its history',
  settings: {
    documentKey: 'keys of the document: what keys show --json printed, one file a key',
    updateKey: 'EdDSA keys that may change the DID from now on; else that of --key',
    nextKey: 'EdDSA keys to commit to: no others can take over',
    witness: 'whose proofs every change needs: a did:key each, or none',
    threshold: 'how many of the witnesses suffice; else all of them',
    ttl: 'how long its documents may be remembered',
  },
  create: {
    about: 'make a DID, and the log to serve: BOARD.EXAMPLE or BOARD.EXAMPLE:PATH',
    key: 'the key that may change the DID, of keys create --algorithm EdDSA',
    portable: 'let it move to another domain later on',
  },
  update: {
    about: 'change the document or the rules of a DID, by a further entry in its log',
    key: 'key file of a key that may change the DID',
    document: 'the whole new document, a JSON file',
    location: 'move there; only a portable DID may',
  },
  rotate: {
    about: 'put other keys in charge of a DID, by a further entry in its log',
    key: 'key file of a key in charge, or of one that was committed to',
  },
  deactivate: { about: 'end a DID for good; what it signed before stays as it was' },
  witness: {
    about: 'vouch for the last entry of a log, after verifying all of it',
    key: 'key file of the witness',
    proofs: 'did-witness.json, to which the proof is added',
    known: 'the log as it was when last seen: it must go on from there',
  },
  resolve: {
    about: 'verify the whole log of a DID, and print one version of its document',
    log: 'did.jsonl; else it is fetched',
    witnesses: 'did-witness.json, for a log from a file',
    at: 'the version of that time; else the present one',
    versionId: 'the version of that id',
    versionNumber: 'the version of that number',
  },
} as const
