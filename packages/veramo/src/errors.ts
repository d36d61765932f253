import { CodedError } from '@fidecura/base'

export type VeramoErrorCode =
  /** Keys stay where they are: this custody takes references by `kid`, with an empty `privateKeyHex`. */
  | 'key_import_refused'
  /** No key of that id, in the key store or among the keys of the identifier. */
  | 'key_not_found'
  /** Another key has that id. */
  | 'key_exists'
  /** Neither Secp256r1, Secp384r1 nor Ed25519, or not a public key of that type. */
  | 'key_type_unsupported'
  /** The key signs with another algorithm than asked for. */
  | 'key_algorithm_wrong'
  /** None of the identifier's keys stands in its DID document for that use. */
  | 'key_not_in_document'
  /** What the method, the key or the format cannot do; encrypting with a key for signatures, for one. */
  | 'operation_unsupported'
  /** The agent manages no such DID. */
  | 'identifier_not_found'
  /** did:web and did:webvh need an alias: domain, port as `%3A`, and folders behind colons. */
  | 'identifier_alias_missing'
  /** Nothing is kept of the log of a did:webvh that is to be changed. */
  | 'identifier_log_missing'
  /** No plugin of the agent has a method of that name. */
  | 'method_not_found'
  /** Neither `vc+jwt` nor `dc+sd-jwt`, and no other plugin was named for the rest. */
  | 'proof_format_unsupported'
  /** Not the payload of a credential, or with a member that would be left out of it; `place` says which. */
  | 'credential_payload_malformed'
  /** Not the payload of a presentation, or with a member that would be left out of it; `place` says which. */
  | 'presentation_payload_malformed'
  /** A document without a compact token in `proof.jwt`. */
  | 'document_malformed'
  /** The members beside the token are not what the token says. */
  | 'document_mismatch'
  /** An argument or policy that would be ignored, or that would switch a check off; `place` says which. */
  | 'argument_refused'
  /** A presentation is made for, and judged by, one request: there is no `challenge`. */
  | 'challenge_missing'
  /** A presentation is made for, and judged by, one audience: there is no `domain`. */
  | 'domain_missing'

/** What the plugins of this package throw beside the errors of the packages below. */
export class VeramoError extends CodedError<VeramoErrorCode> {}
