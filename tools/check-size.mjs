import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const limitBytes = 12_000
/**
 * Bundles a page that does nothing but verify a credential. It also fails where a Node module would
 * reach the browser.
 */
export async function checkBundleSize() {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "import { createVerifier } from './packages/credentials/dist/index.js'\nglobalThis.verifier = createVerifier",
      resolveDir: '.',
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  })
  const bytes = gzipSync(outputFiles[0].contents, { level: 9 }).length
  const size = `${(bytes / 1000).toFixed(1)} kB gzip of ${limitBytes / 1000}`
  if (bytes > limitBytes)
    throw new Error(`A bundle that verifies one credential is too large: ${size}`)
  return `  ${size}`
}
