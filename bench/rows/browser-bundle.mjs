import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { createOurVerifier, issueOurs, ourName, ourType } from '../lib/our-verification.mjs'
import { alterSignature, mustAccept, mustRefuse } from '../lib/refusals.mjs'

const mostBytes = 12_000
const mostBytesOfJws = 8_000

/** A page that verifies one credential: what the budget is about. */
const oneCall = `
  export { epochSeconds } from '@fidecura/base'
  export { verifyCredential } from '@fidecura/credentials'
  export { resolveDidKey } from '@fidecura/identity'
`

/** One that goes on verifying, presentations and the past included, and remembers keys and lists. */
const everything = `
  export { epochSeconds } from '@fidecura/base'
  export { createVerifier } from '@fidecura/credentials'
  export { createResolver, resolveDidKey } from '@fidecura/identity'
`

/** One that verifies a JWS of a did:key, and knows nothing of credentials. */
const jwsAlone = `
  export { epochSeconds } from '@fidecura/base'
  export { decodeJws, importVerificationKey, parseDid, publicKeyOf, verifyJws } from '@fidecura/identity'
  export { resolveDidKey } from '@fidecura/identity/key'
`

export const rows = [
  {
    operation: 'browser bundle that verifies one credential',
    needs: {
      identity: ['generateSigner', 'createResolver', 'resolveDidKey'],
      credentials: ['createVerifier', 'verifyCredential', 'issueCredential'],
    },
    budget: {
      own: { text: '<= 12 kB gzip', isMet: ({ bytes }) => bytes <= mostBytes },
    },
    run: (ours) =>
      inFolder(async (folder) => {
        const bytes = await weigh(ours, join(folder, 'one-call.mjs'), oneCall, verifyOnce)
        const all = await weigh(ours, join(folder, 'everything.mjs'), everything, makeAndVerify)
        return weighed(bytes, `${kB(all)} with createVerifier and createResolver`)
      }),
  },
  {
    operation: 'browser bundle that verifies one JWS of a did:key',
    needs: {
      identity: ['generateSigner', 'decodeJws', 'verifyJws', 'resolveDidKey', 'publicKeyOf'],
      credentials: ['issueCredential'],
    },
    budget: {
      own: { text: '<= 8 kB gzip', isMet: ({ bytes }) => bytes <= mostBytesOfJws },
    },
    run: (ours) =>
      inFolder(async (folder) =>
        weighed(await weigh(ours, join(folder, 'jws.mjs'), jwsAlone, verifyJwsAlone)),
      ),
  },
]

async function inFolder(run) {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-bench-'))
  try {
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function weighed(bytes, more) {
  const measured = [`${kB(bytes)} gzip`, ...(more === undefined ? [] : [more])].join('; ')
  const none = { opsPerSecond: null, ratioToBare: null, ratioToPeers: {}, lines: [] }
  return { clock: 'user', ...none, bytes, measured }
}

function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`
}

/** What is weighed has to work: it runs here on Web Crypto, as in a browser. */
async function weigh(ours, outfile, contents, verifyWith) {
  await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  })
  const bundled = await import(pathToFileURL(outfile).href)
  const signer = await ours.identity.generateSigner({ method: 'key', algorithm: 'ES256' })
  const token = await issueOurs(ours, signer, 0)
  const verify = verifyWith(bundled, signer.did)
  await mustAccept(ourName, 'a good credential', () => verify(token))
  await mustRefuse(ourName, 'an altered signature', () => verify(alterSignature(token)))
  return gzipSync(await readFile(outfile), { level: 9 }).length
}

function verifyOnce({ epochSeconds, verifyCredential, resolveDidKey }, root) {
  const now = epochSeconds(Date.now() / 1000)
  const roots = [{ did: root, types: [ourType] }]
  return (token) => verifyCredential(token, { roots, resolve: resolveDidKey, at: now, now })
}

function makeAndVerify(bundled, root) {
  const parts = { base: bundled, identity: bundled, credentials: bundled }
  const verifier = createOurVerifier(parts, { root })
  return (token) => verifier.verifyCredential(token)
}

function verifyJwsAlone(bundled, root) {
  const { decodeJws, importVerificationKey, parseDid, publicKeyOf, resolveDidKey } = bundled
  const now = bundled.epochSeconds(Date.now() / 1000)
  return async (token) => {
    const jws = decodeJws(token)
    const { document } = await resolveDidKey(parseDid(root), { at: now, now })
    const key = await importVerificationKey(
      publicKeyOf(document, jws.header.kid, 'assertionMethod'),
    )
    await bundled.verifyJws(jws, { key, typ: jws.header.typ })
  }
}
