/** What `--help` says of keys, DIDs and the story, and around every command. */
export const englishBaseHelp = {
  frame: {
    usage: 'Usage:',
    needed: 'Required:',
    options: 'Options:',
    commands: 'Commands:',
    example: 'Example:',
    optionsWord: '[options]',
    commandWord: '[command]',
    standard: 'default',
    remark: [' (', ')'],
    exitCodes: 'Exit codes: 0 yes, 1 no, 2 used wrongly, 3 cannot be told.',
    json: 'print one JSON document and nothing else',
    lang: 'language of help and messages; else that of LANG',
    help: 'show this help',
    helpCommand: 'show the help of a command',
  },
  program: 'Credentials along a chain of authority, consent signed by patients, verified anywhere.',
  shared: {
    passphraseFile:
      'with the passphrase of the key file; else the file that FIDECURA_PASSPHRASE_FILE names, or a prompt',
    out: 'a new file; else standard output',
    record: 'of the patient: SYSTEM|VALUE',
    id: 'else a random one',
  },
  trust: {
    root: 'whom to trust for what: DID=TYPE,TYPE with the types that credential issue takes',
    chain: 'accreditations that lead from a root to the issuer',
    statusDir: 'take status lists from files, not from the network',
    maxStatusAge: 'how far behind the present a list may be',
    bundle: 'work without network, from this trust bundle',
    bundleSigner: 'the did:key or did:jwk that must have signed it',
    bundleDelta: 'what has changed since the bundle, oldest first',
    bundleStore: 'remembers the newest bundle, so that no older one is taken',
  },
  keys: {
    about: 'make and look at key files, and keys of hardware tokens (pkcs11:token=…)',
    create: {
      about: 'make a key and keep it in an encrypted file',
      out: 'the new key file',
      algorithm: 'ES256, EdDSA or ES384',
      method: 'a DID made of the key itself: key or jwk',
      did: 'or the DID whose controller hosts the key, such as did:web:…',
      fragment: 'the name of the key in the document of that DID',
    },
    show: { about: 'open a key file and print its DID and public key' },
  },
  did: {
    about: 'resolve DIDs, write did:web documents and did:webvh logs',
    resolve: {
      about: 'print what a did:key, did:jwk, did:web or did:webvh stands for: keys and their uses',
    },
    document: {
      about: 'print the document that a did:web host serves',
      key: 'what keys show --json printed, one file a key',
    },
  },
  story: {
    about:
      'play the main job with real keys: vouch, consent, verify, decide, suspend, withdraw, attack',
    consent: 'a FHIR R4 or R5 Consent as the wish of the patient',
    out: 'a new folder for the files; else out/story-<time>',
    noChain: 'do not start a chain, and anchor nothing',
    check: {
      about: 'verify the files of a story once more, without network',
      root: 'the one DID to trust, that of the health authority',
      log: 'key of the log that the evidence is in, name+id+base64',
      witness: 'who watches that log, and their key; all must have signed',
      anchor: 'what a chain has of that log, as you read it there: SIZE=ROOT in hexadecimal',
    },
  },
} as const
