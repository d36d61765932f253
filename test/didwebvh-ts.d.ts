/**
 * What the interop test uses of didwebvh-ts 2.8, whose own declarations do not compile under
 * `nodenext`. tsconfig.test.json points here.
 */

interface DIDLogEntry {
  versionId: string
  versionTime: string
  parameters: object
  state: object
  proof?: object[]
}

export type DIDLog = DIDLogEntry[]

export interface Signer {
  sign(input: { document: unknown; proof: object }): Promise<{ proofValue: string }>
  getVerificationMethodId(): string
}

export interface Verifier {
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): Promise<boolean>
}

export interface WitnessProofFileEntry {
  versionId: string
  proof: object[]
}

export interface Result {
  did: string
  doc: object
  meta: {
    versionId: string
    updateKeys: string[]
    deactivated: boolean
    prerotation: boolean
  }
  log: DIDLog
}

interface Settings {
  signer: Signer
  verifier: Verifier
  updateKeys?: string[]
  nextKeyHashes?: string[]
  witness?: { threshold: number; witnesses: { id: string }[] }
}

export declare function createDID(
  options: Settings & {
    domain: string
    created: string
    verificationMethods: { type: string; publicKeyMultibase: string; purpose: string }[]
  },
): Promise<Result>

export declare function updateDID(
  options: Settings & { log: DIDLog; updated: string },
): Promise<Result>

export declare function deactivateDID(options: Settings & { log: DIDLog }): Promise<Result>

export declare function resolveDIDFromLog(
  log: DIDLog,
  options: {
    verifier: Verifier
    versionNumber?: number
    witnessProofs?: WitnessProofFileEntry[]
  },
): Promise<Result>

export declare function createWitnessProof(
  sign: (
    document: { versionId: string },
    proof?: object,
  ) => Promise<{ proof: { proofValue: string } }>,
  versionId: string,
  verificationMethod: string,
  created: string,
): Promise<object>

export declare function deriveNextKeyHash(multikey: string): Promise<string>

export declare function prepareDataForSigning(document: unknown, proof: object): Promise<Uint8Array>

export declare const MultibaseEncoding: { readonly BASE58_BTC: 'z' }

export declare function multibaseEncode(bytes: Uint8Array, encoding: 'z'): string
