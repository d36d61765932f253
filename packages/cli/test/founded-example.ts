import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@fidecura/base'
import { createKeyFile } from '@fidecura/identity/node'
import { openExample } from '@fidecura/server/example'
import { passphrase } from './support.ts'

/** Founds the hospitals of the example in a folder, with their keys in files, for `fidecura serve --data`. */
export async function foundExample(data: string, origin: string): Promise<void> {
  const example = await openExample({
    ...{ folder: data, origin, clock: systemClock },
    fetch: () => Promise.reject(new TypeError('There is no network here')),
    signer: keyFilesIn(data),
  })
  await example.close()
}

/** Each key in a file of the folder of its hospital, as `fidecura serve` looks for it. */
export function keyFilesIn(data: string): Parameters<typeof openExample>[0]['signer'] {
  return (name, did) => {
    const [hospital = '', department = 'hospital'] = name.split('.')
    const keys = join(data, hospital, 'keys')
    mkdirSync(keys, { recursive: true })
    const fresh = did === undefined ? {} : { did, fragment: 'key-1' }
    return createKeyFile(join(keys, `${department}.key`), { ...fresh, passphrase })
  }
}
