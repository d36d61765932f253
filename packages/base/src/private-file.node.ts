import type { Stats } from 'node:fs'

/**
 * Whether a file that holds a secret is for its owner alone. One that root keeps may be for a group, to read and
 * nothing else: so systemd (`LoadCredential=`, where an entry for the service shows as rights of the group) and
 * Kubernetes (`fsGroup`) hand secrets to services that are not root, and whoever is in a group, root decides.
 *
 * Windows keeps rights elsewhere and always says 0o666: there every file is.
 */
export function isPrivateFile(
  { mode, uid }: Pick<Stats, 'mode' | 'uid'>,
  platform: NodeJS.Platform = process.platform,
): boolean {
  const ofOthers = uid === 0 ? 0o037 : 0o077
  return platform === 'win32' || (mode & ofOthers) === 0
}
