/** What `--help` says of the commands of `bundle`. */
export const englishBundleHelp = {
  about: 'make trust bundles for places without network, and take them over there',
  create: {
    about: 'sign what verifiers need: DID documents, status lists, accreditations',
    key: 'key file of the signer, a did:key or did:jwk; verifiers pin it',
    did: 'whose documents to carry; a did:key needs none',
    list: 'status lists to fetch and carry, each with its history',
    chain: 'accreditations to carry',
    sequence: 'higher than of all bundles before; else the seconds of the clock',
  },
  delta: {
    about: 'sign what has changed since a bundle; name all that is to be carried now',
    since: 'the bundle, then the deltas that were made since, oldest first',
  },
} as const
