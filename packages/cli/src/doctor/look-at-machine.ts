import { statfs } from 'node:fs/promises'
import { type Finding, fail, warn, well } from './finding.ts'

const leastNode = [22, 13] as const
const [fullBytes, lowBytes] = [100e6, 2e9]

/** The Node that runs this. */
export function lookAtNode(version: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [least, leastMinor] = leastNode
  const isOld = major < least || (major === least && minor < leastMinor)
  return isOld ? fail('node', 'node_old', version) : well('node', version)
}

/** What is left on the disk of a folder: a store that cannot grow acknowledges nothing. */
export async function lookAtDisk(folder: string): Promise<Finding> {
  const space = await statfs(folder).catch(() => undefined)
  if (space === undefined) return fail('settings', 'settings_missing', folder)
  const left = space.bavail * space.bsize
  const about = `${folder}: ${(left / 1e9).toFixed(1)} GB`
  if (left < fullBytes) return fail('disk', 'disk_full', about)
  return left < lowBytes ? warn('disk', 'disk_low', about) : well('disk', about)
}
