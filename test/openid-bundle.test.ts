import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { build } from 'esbuild'
import { runNode } from './run-node.ts'
import { readText } from './workspace-files.ts'

async function bundle(contents: string, folder: string) {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents,
      loader: 'ts',
      resolveDir: fileURLToPath(new URL(`../${folder}`, import.meta.url)),
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@fidecura/source'],
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  const [file] = outputFiles
  return { bytes: file?.contents ?? new Uint8Array(), files: Object.keys(metafile.inputs) }
}

test('a page that presents by OpenID takes 25 kB, with neither X.509 nor a verifier', async () => {
  const names = 'openAuthorizationRequest, presentTo, declineRequest'
  const source = `export { ${names} } from '@fidecura/openid/wallet'`
  const { bytes, files } = await bundle(source, 'examples')
  expect(gzipSync(bytes, { level: 9 }).length).toBeLessThan(25_000)
  expect(files.some((file) => file.includes('/openid/src/wallet/'))).toBe(true)
  const foreign =
    /\/x5c\/|@peculiar|zod|@openid4vc|\/openid\/src\/(?:verifier|issuer)\/|\.node\.ts$/
  expect(files.filter((file) => foreign.test(file))).toEqual([])
})

test('what is bundled for browsers asks, shows and verifies', async () => {
  const { bytes } = await bundle(readText('examples/13-present-by-openid.ts'), 'examples')
  const folder = await mkdtemp(join(tmpdir(), 'fidecura-'))
  try {
    const file = join(folder, 'bundle.mjs')
    await writeFile(file, bytes)
    const { status, stdout, stderr } = await runNode('examples', [file])
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout.split('\n').slice(0, -1)).toEqual([
      'asked by the clinic: true',
      'would show: name',
      'verified: Dr Ada Example',
    ])
  } finally {
    await rm(folder, { recursive: true })
  }
})
