import { malformed, type Row, stranger, verified, withMembers, withMethod } from './kit.ts'

/** Documents and keys of others, one id for two keys, keys for another use. */
export const identityRows: readonly Row[] = [
  ['nothing wrong with it: what the others are measured by', ({ document }) => document, verified],
  // Whose document and whose key it is.
  [
    'the id of another',
    withMembers({ id: stranger }),
    'did_document_mismatch',
    { webvh: 'did_log_scid_wrong' },
  ],
  [
    'the id in other letters',
    ({ did, document }) => ({ ...document, id: did.replace('clinic', 'CLINIC') }),
    'did_document_mismatch',
  ],
  [
    'a DID URL for an id',
    ({ did, document }) => ({ ...document, id: `${did}#` }),
    'did_document_mismatch',
    { webvh: 'did_log_malformed' },
  ],
  ['no id', withMembers({ id: undefined }), malformed, { webvh: 'did_log_malformed' }],
  [
    'a list for an id',
    ({ did, document }) => ({ ...document, id: [did] }),
    malformed,
    { webvh: 'did_log_malformed' },
  ],
  [
    'a controller that is controlled by this DID in turn, which nobody asks about',
    withMembers({ controller: [stranger, 'did:web:clinic.example'] }),
    verified,
  ],
  [
    'a key that another DID controls',
    withMethod(() => ({ controller: stranger })),
    'key_relationship_wrong',
  ],
  [
    'a key with two controllers',
    withMethod(({ did }) => ({ controller: [did, stranger] })),
    malformed,
  ],
  [
    'the key of another DID, under its own id',
    (kit) => ({
      ...kit.document,
      verificationMethod: [{ ...kit.method, id: `${stranger}#key-1`, controller: stranger }],
      assertionMethod: [`${stranger}#key-1`],
    }),
    'key_not_found',
  ],
  [
    'a use that only another DID has the key of',
    withMembers({ verificationMethod: [] }),
    'key_not_found',
  ],
  ['a key id without a DID', withMethod(() => ({ id: 'key-1' })), malformed],
  ['a key id with a path', withMethod(({ did }) => ({ id: `${did}/a#key-1` })), malformed],
  [
    'a key id with a query',
    withMethod(({ did }) => ({ id: `${did}?versionId=1#key-1` })),
    malformed,
  ],
  [
    'a key id that is another DID written into a fragment',
    withMethod(({ did }) => ({ id: `#${did}#key-1` })),
    malformed,
  ],
  ['a key id in other letters', withMethod(({ did }) => ({ id: `${did}#KEY-1` })), 'key_not_found'],
  ['a key id with an escape', withMethod(({ did }) => ({ id: `${did}#key%2D1` })), 'key_not_found'],
  ['a list for a key id', withMethod(({ did }) => ({ id: [`${did}#key-1`] })), malformed],

  // One id for two keys.
  [
    'one id twice',
    (kit) => ({
      ...kit.document,
      verificationMethod: [kit.method, { ...kit.method, publicKeyJwk: kit.edJwk }],
    }),
    malformed,
  ],
  [
    'one id twice, once as a fragment',
    (kit) => ({
      ...kit.document,
      verificationMethod: [kit.method, { ...kit.method, id: '#key-1' }],
    }),
    malformed,
  ],
  [
    'one id again inside a use',
    (kit) => ({ ...kit.document, authentication: [kit.method] }),
    malformed,
  ],
  [
    'one id inside of two uses',
    (kit) => ({
      ...kit.document,
      verificationMethod: [],
      assertionMethod: [kit.method],
      authentication: [kit.method],
    }),
    malformed,
  ],

  // What the key is for.
  ['a key that has no use', withMembers({ assertionMethod: undefined }), 'key_relationship_wrong'],
  [
    'a key that is for signing in alone',
    withMembers({ assertionMethod: [], authentication: ['#key-1'] }),
    'key_relationship_wrong',
  ],
  [
    'a key that is to agree with alone',
    withMembers({ assertionMethod: [], keyAgreement: ['#key-1'] }),
    'key_relationship_wrong',
  ],
  [
    'a key written into another use',
    (kit) => ({
      ...kit.document,
      verificationMethod: [],
      assertionMethod: [],
      capabilityDelegation: [kit.method],
    }),
    'key_relationship_wrong',
  ],
  [
    'a key written into this use',
    (kit) => ({ ...kit.document, verificationMethod: [], assertionMethod: [kit.method] }),
    verified,
  ],
  [
    'a use that is a word',
    ({ did, document }) => ({ ...document, assertionMethod: `${did}#key-1` }),
    malformed,
  ],
  [
    'a use in other letters',
    ({ document, did }) => ({
      ...document,
      assertionMethod: undefined,
      AssertionMethod: [`${did}#key-1`],
    }),
    'key_relationship_wrong',
  ],
  [
    'keys in an object that looks like a list',
    (kit) => ({ ...kit.document, verificationMethod: { 0: kit.method, length: 1 } }),
    malformed,
  ],
  [
    'a key that was revoked',
    withMethod(() => ({ revoked: '2026-01-01T00:00:00Z' })),
    'key_type_unsupported',
  ],
  [
    'a key with an end, even one to come',
    withMethod(() => ({ expires: '2099-01-01T00:00:00Z' })),
    'key_type_unsupported',
  ],
  [
    'a key with an end that is nothing',
    withMethod(() => ({ expires: null })),
    'key_type_unsupported',
  ],
]
