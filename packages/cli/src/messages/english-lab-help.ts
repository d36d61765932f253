/** What `--help` says to places that only verify. */
export const englishLabHelp = {
  data: 'the folder of this place: trust.json, the trust bundle, and what it remembers',
  bundleFetch:
    'take over a newer trust bundle, or what has changed since, from an https address or a file',
  trust: {
    about: 'whom this place believes, with the keys that it takes from them',
    add: {
      about: 'trust somebody from now on, and show the fingerprints of their keys',
      types: 'as a root, for these types: licence,role,… as credential issue takes them',
      register: 'as a register of consents',
      bundleSigner: 'as the signer of trust bundles',
      key: 'their only keys: fingerprints, thumbprints, or what keys show --json printed; a did:key needs none',
    },
    list: 'show who is trusted for what, with fingerprints',
    pin: {
      about: 'take other keys of somebody who is trusted, once they have changed them',
      yes: 'do not ask: the fingerprints were compared',
    },
    remove: 'take back everything that somebody is trusted for',
  },
  verifyOnly: {
    group: 'With --verify-only:',
    about: 'only verify and decide for others: POST /verify and /decide, with --data of this place',
    audience: 'what presenters are told to call this place, such as its https address',
    online: 'fetch documents and status lists, and take no trust bundle',
    host: 'further names by which programs call this service',
  },
  samples: {
    about: 'twenty invented requests with the answers that must come, to try an integration by',
    make: 'make them with new keys, and with the instant at which they are to be judged',
    out: 'a new folder',
    serve: 'judge them as serve --verify-only would at their instant; never anything real',
    check: 'send all of them and compare the answers',
    address: 'where samples serve listens',
    folder: 'the folder that samples make made',
  },
} as const
