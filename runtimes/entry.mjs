/** In a process it prints the result as one line; in a page it leaves it where the driver looks. */
import * as base from '@fidecura/base'
import * as consent from '@fidecura/consent'
import * as register from '@fidecura/consent/register'
import * as credentials from '@fidecura/credentials'
import * as identity from '@fidecura/identity'
import * as passkey from '@fidecura/identity/passkey'
import { runPortable } from './portable.mjs'

const result = await runPortable({ base, identity, passkey, credentials, consent, register })
if (typeof document === 'undefined') console.log(JSON.stringify(result))
else globalThis.portableResult = result
