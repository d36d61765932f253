import { canonicalJson } from './groups/canonical-json.mjs'
import { codecs } from './groups/codecs.mjs'
import { credentials } from './groups/credentials.mjs'
import { decisions } from './groups/decisions.mjs'
import { dids } from './groups/dids.mjs'
import { edgeCases } from './groups/edge-cases.mjs'
import { jws } from './groups/jws.mjs'
import { openid } from './groups/openid.mjs'
import { passkeys } from './groups/passkeys.mjs'
import { statusLists } from './groups/status-lists.mjs'

/** In the order of the columns of docs/runtimes.md. */
const groups = {
  'strict codecs': codecs,
  JCS: canonicalJson,
  JWS: jws,
  'edge-case signatures': edgeCases,
  passkeys,
  'DID resolution': dids,
  credentials,
  'status lists': statusLists,
  decisions,
  OpenID4VP: openid,
}

/**
 * Every portable check, with nothing but the language and what browsers have.
 *
 * @param ours - The packages, handed in, so that their exports, their sources and a bundle are all
 *   tried with one and the same text.
 */
export async function runPortable(ours) {
  const verdicts = {}
  const results = []
  for (const [name, group] of Object.entries(groups)) {
    const checks = []
    for (const [check, run] of Object.entries(await group(ours, verdicts))) {
      checks.push({ name: check, ...(await outcomeOf(run)) })
    }
    results.push({ name, checks })
  }
  return { half: halfOf(ours), groups: results, verdicts }
}

async function outcomeOf(run) {
  try {
    await run()
    return {}
  } catch (error) {
    return { failure: `${error.code ?? error.name}: ${error.message}` }
  }
}

/** Web Crypto knows no digest that is there at once. */
function halfOf({ identity }) {
  return 'then' in identity.sha256(new Uint8Array()) ? 'web' : 'node'
}
