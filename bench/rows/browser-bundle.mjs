import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { createOurVerifier, issueOurs, ourName } from '../lib/our-verification.mjs'
import { alterSignature, mustAccept, mustRefuse } from '../lib/refusals.mjs'

const mostBytes = 12_000

const entry = `
  export { epochSeconds } from '@fidecura/base'
  export { createVerifier } from '@fidecura/credentials'
  export { createResolver, resolveDidKey } from '@fidecura/identity'
`

export const rows = [
  {
    operation: 'browser bundle that verifies one credential',
    needs: {
      identity: ['generateSigner', 'createResolver', 'resolveDidKey'],
      credentials: ['createVerifier', 'issueCredential'],
    },
    budget: {
      own: { text: '<= 12 kB gzip', isMet: ({ bytes }) => bytes <= mostBytes },
    },
    run: async (ours) => {
      const folder = mkdtempSync(join(tmpdir(), 'fidecura-bench-'))
      try {
        const path = join(folder, 'bundle.mjs')
        await bundle(path)
        await verifies(ours, await import(pathToFileURL(path).href))
        const bytes = gzipSync(await readFile(path), { level: 9 }).length
        return {
          clock: 'user',
          opsPerSecond: null,
          ratioToBare: null,
          ratioToPeers: {},
          bytes,
          measured: `${(bytes / 1000).toFixed(1)} kB gzip`,
          lines: [],
        }
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  },
]

async function bundle(outfile) {
  await build({
    stdin: { contents: entry, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  })
}

/** What is weighed has to work: it runs here on Web Crypto, as in a browser. */
async function verifies(ours, bundled) {
  const signer = await ours.identity.generateSigner({ method: 'key', algorithm: 'ES256' })
  const token = await issueOurs(ours, signer, 0)
  const parts = { base: bundled, identity: bundled, credentials: bundled }
  const verifier = createOurVerifier(parts, { root: signer.did })
  const altered = alterSignature(token)
  await mustAccept(ourName, 'a good credential', () => verifier.verifyCredential(token))
  await mustRefuse(ourName, 'an altered signature', () => verifier.verifyCredential(altered))
}
