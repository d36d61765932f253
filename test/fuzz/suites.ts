/** Parsers whose input is made of other things than a text to be changed: a test file of its own tries them. */
export interface Suite {
  readonly name: string
  /** From the project's root. Reads how many cases to try from FIDECURA_FUZZ_RUNS. */
  readonly file: string
}

export const suites: readonly Suite[] = [
  {
    name: 'createResolver, asked for so many DIDs',
    file: 'packages/identity/test/hostile-load.test.ts',
  },
  { name: 'openBackup', file: 'packages/identity/test/backup/backup-fuzz.test.ts' },
  {
    name: 'verifyPasskeyAssertion, parsePasskeyRegistration and parsePasskeyKey',
    file: 'packages/identity/test/passkey/passkey-fuzz.test.ts',
  },
  { name: 'decodeRecoveryRequest', file: 'packages/credentials/test/recovery/hostile.test.ts' },
  { name: 'verifyX5c, its certificates and CRLs', file: 'packages/x5c/test/fuzz.test.ts' },
  {
    name: 'createDidEthrResolver, its node, and verifyEthrJwt',
    file: 'packages/did-ethr/test/fuzz.test.ts',
  },
]
