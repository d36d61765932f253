import type { AppConfiguration } from '@fidecura/server/client'

/** What lies beside the app's own files, and is trusted like them: which hospital, and whom it trusts. */
export async function loadConfig(): Promise<AppConfiguration> {
  const answer = await fetch('./config.json', { cache: 'no-store' })
  if (!answer.ok) throw Object.assign(new Error('No settings'), { code: 'settings_missing' })
  return (await answer.json()) as AppConfiguration
}
