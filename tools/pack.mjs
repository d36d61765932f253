import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { bundleDist } from './bundle-dist.mjs'
import { runCommand } from './workspace.mjs'

/**
 * Packs a package as it is to be published: what pnpm packs, with its scripts bundled.
 *
 * @param folder - Built before.
 * @throws An Error that says which step failed.
 */
export async function packPackage(folder, tarball) {
  const opened = `${tarball}.opened`
  mkdirSync(opened, { recursive: true })
  const pnpm = ['-y', 'pnpm@12.21.0', '--dir', folder]
  await step('npx', ...pnpm, 'pack', '--out', tarball)
  await step('tar', '-xzf', tarball, '-C', opened)
  await bundleDist(join(opened, 'package'))
  await step('tar', '-czf', tarball, '-C', opened, 'package')
}

async function step(command, ...args) {
  const { status, output } = await runCommand(command, ...args)
  if (status !== 0) throw new Error(output)
}
