/** The codes of RFC 6749 §4.1.2.1 and §5.2, 6750 §3.1, 8707 §2, 9126 §2.3, 9396 §5, 9449 §5 and OpenID4VCI 1.0 §8.3.1, §9.3, §11.3. */
const reasons = [
  'access_denied',
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'invalid_scope',
  'invalid_authorization_details',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
  'invalid_target',
  'server_error',
  'temporarily_unavailable',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'invalid_token',
  'insufficient_scope',
  'invalid_credential_request',
  'unknown_credential_configuration',
  'unknown_credential_identifier',
  'invalid_proof',
  'invalid_nonce',
  'invalid_encryption_parameters',
  'credential_request_denied',
  'invalid_transaction_id',
  'invalid_notification_id',
  'invalid_notification_request',
] as const

export type Reason = (typeof reasons)[number]

/** What the other side calls its refusal; words of its own are not passed on, for logs and screens would show them. */
export function reasonOf(error: unknown): Reason | 'other' {
  return reasons.find((one) => one === error) ?? 'other'
}
