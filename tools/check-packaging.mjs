import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { packPackage } from './pack.mjs'
import { bin, publicPackages, runCommand } from './workspace.mjs'

/**
 * Packs every public package as it would be published and looks at the tarball: do the exports lead
 * to files, and do the types match what Node and bundlers load?
 *
 * @throws An Error that says what is wrong with which package.
 */
export async function checkPackaging() {
  const target = mkdtempSync(join(tmpdir(), 'fidecura-pack-'))
  try {
    const problems = await Promise.all(publicPackages().map((one) => examine(one, target)))
    if (problems.flat().length > 0) throw new Error(problems.flat().join('\n'))
    return ''
  } finally {
    rmSync(target, { recursive: true })
  }
}

async function examine({ name, folder, manifest }, target) {
  const tarball = join(target, `${name}.tgz`)
  try {
    await packPackage(folder, tarball)
  } catch (error) {
    return [`${manifest.name} does not pack:\n${error.message}`]
  }
  const [types, { messages }] = await Promise.all([
    runCommand(bin('attw'), tarball, '--profile', 'esm-only', '--no-emoji', '--no-color'),
    publint({
      pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer },
      strict: true,
    }),
  ])
  const found = messages.map((message) => `${manifest.name}: ${formatMessage(message, manifest)}`)
  return types.status === 0 ? found : [...found, `${manifest.name}:\n${types.output}`]
}
