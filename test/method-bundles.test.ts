import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { build } from 'esbuild'

const resolveDir = fileURLToPath(new URL('.', import.meta.url))

/** Which files are read for a page that imports this much, and which of them anything is left of. */
async function bundle(
  contents: string,
): Promise<{ readonly read: readonly string[]; readonly left: readonly string[] }> {
  const { metafile } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@fidecura/source'],
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  const outputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))
  return {
    read: Object.keys(metafile.inputs),
    left: outputs.flatMap(([name, { bytesInOutput }]) => (bytesInOutput > 0 ? [name] : [])),
  }
}

const methods = {
  key: { does: 'resolveDidKey', files: /\/did-key\.ts$/ },
  jwk: { does: 'resolveDidJwk', files: /\/did-jwk\.ts$/ },
  web: { does: 'createDidWebResolver', files: /\/did-web(-url)?\.ts$/ },
  webvh: { does: 'createDidWebvhResolver', files: /\/webvh\// },
} as const
const names = Object.keys(methods) as (keyof typeof methods)[]
// JWE, caches and what is done with DIDs once they are resolved.
const others = /\/jose\/|key-file|did-cache|did-jws|\/sign-in\/|\/passkey\/|\/browser\/|\.node\.ts$/

test.each(names)(
  '@fidecura/identity/%s brings its own method along and nothing else',
  async (name) => {
    const { does, files } = methods[name]
    const { read } = await bundle(`export { ${does} } from '@fidecura/identity/${name}'`)
    expect(read.some((file) => files.test(file))).toBe(true)
    expect(read.filter((file) => others.test(file))).toEqual([])
    for (const other of names.filter((each) => each !== name)) {
      // did:webvh signs its log, and a signer can be that of any key.
      if (name === 'webvh' && other !== 'web') continue
      expect(read.filter((file) => methods[other].files.test(file))).toEqual([])
    }
  },
)

test('of the main entry point a bundle keeps the method that is used', async () => {
  const { left } = await bundle(
    "export { decodeJws, resolveDidKey, verifyJws } from '@fidecura/identity'",
  )
  expect(left.some((file) => methods.key.files.test(file))).toBe(true)
  for (const other of ['jwk', 'web', 'webvh'] as const) {
    expect(left.filter((file) => methods[other].files.test(file))).toEqual([])
  }
  expect(left.filter((file) => others.test(file))).toEqual([])
})
