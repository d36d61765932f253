import { baseParsers } from './base-parsers.ts'
import { consentParsers } from './consent-parsers.ts'
import { credentialsParsers } from './credentials-parsers.ts'
import { identityParsers } from './identity-parsers.ts'
import { openIdParsers } from './openid-parsers.ts'
import { presentationParsers } from './presentation-parsers.ts'
import { proofParsers } from './proof-parsers.ts'
import type { Parser } from './run-parser.ts'

/** Whatever reads what somebody else wrote. A new parser joins one of the lists, or brings its own. */
export async function allParsers(): Promise<readonly Parser[]> {
  return [
    ...baseParsers,
    ...(await identityParsers()),
    ...(await proofParsers()),
    ...(await credentialsParsers()),
    ...(await presentationParsers()),
    ...(await consentParsers()),
    ...(await openIdParsers()),
  ]
}
