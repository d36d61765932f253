/** In a process it prints the result as one line; in a page it leaves it where the driver looks. */
import * as base from '@fidecura/base'
import * as consent from '@fidecura/consent'
import * as register from '@fidecura/consent/register'
import * as credentials from '@fidecura/credentials'
import * as identity from '@fidecura/identity'
import * as passkey from '@fidecura/identity/passkey'
import * as openidVerifier from '@fidecura/openid/verifier'
import * as openidWallet from '@fidecura/openid/wallet'
import { runPortable } from './portable.mjs'

const ours = { base, identity, passkey, credentials, consent, register }
const result = await runPortable({ ...ours, openidVerifier, openidWallet })
if (typeof document === 'undefined') console.log(JSON.stringify(result))
else globalThis.portableResult = result
