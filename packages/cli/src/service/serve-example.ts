import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { allowLoopbackHttp } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import type { Signer } from '@fidecura/identity'
import { createKeyFile, openKeyFile } from '@fidecura/identity/node'
import { type AppOptions, appsOf } from '../commands/serve.ts'
import type { Services } from '../context.ts'
import { serveUntilStopped } from './serve-until-stopped.ts'

/** Where the example is kept, and where it listens. */
export interface ServeExampleOptions extends AppOptions {
  readonly port: number
  readonly data?: string
}

/**
 * Serves two example hospitals on this machine alone, over plain http: browsers take http://localhost for a safe place,
 * and nothing else here does, but through the development door of exactly this origin.
 */
export async function serveExample(
  services: Services,
  options: ServeExampleOptions,
): Promise<void> {
  const { environment, output, messages } = services
  const { port } = options
  const origin = `http://localhost:${port}`
  // Names of organisations have the port in them, so what is kept is of one port.
  const folder = resolve(options.data ?? join('out', `hospitals-${port}`))
  output.progress(messages.service.opening)
  const { examplePatient, openExample } = await import('@fidecura/server/example')
  const keys = await openKeys(join(folder, 'keys'))
  const door = { [allowLoopbackHttp]: [origin] }
  const fetch = createGuardedFetch(door)
  const example = await openExample({
    ...{ folder, origin, clock: environment.clock, fetch, ...door },
    signer: (name, did) => keys(name, did === undefined ? {} : { did, fragment: 'key-1' }),
    noteSigner: (name) => keys(name, { algorithm: 'EdDSA' }),
  })
  const hospitals = [...example.hospitals.values()]
  const { directory } = example
  const served = { origin, hospitals, directory, ...appsOf(options) }
  try {
    const invitations = await example.invite()
    await serveUntilStopped(services, { ...served, host: 'localhost', port }, () => {
      const { frontPage, patientApp, consoleApp, keptIn, untilStopped, ...texts } = messages.service
      const places = hospitals.map(({ settings: { id, name } }) => {
        const [patient, console] = [`${origin}/${id}/patient/`, `${origin}/${id}/console/`]
        return { hospital: id, name, patient, console }
      })
      const [{ patient = '', console = '' } = {}] = places
      const { name, birthDate, record } = examplePatient
      const lines = [
        ...['', frontPage(`${origin}/`)],
        ...places.flatMap((place) => [
          ...['', place.name, `  ${patientApp(place.patient)}`, `  ${consoleApp(place.console)}`],
        ]),
        '',
        texts.examplePatient(name, birthDate, record.value),
        ...(invitations.length === 0 ? [] : ['', texts.invitations]),
        ...invitations.map(
          (each) => `  ${each.name} (${texts.parts[each.part]})\n    ${each.link}`,
        ),
        ...['', keptIn(folder), untilStopped],
      ]
      output.result(lines.join('\n'), {
        ...{ origin, patient, console, folder },
        hospitals: places,
        invitations: invitations.map((each) => ({ ...each })),
      })
    })
  } finally {
    await example.close()
  }
}

/** Key files under a passphrase that is made with the first of them, and lies beside them. */
async function openKeys(
  folder: string,
): Promise<(name: string, fresh: Parameters<typeof createKeyFile>[1] | object) => Promise<Signer>> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'passphrase')
  const known = await readFile(file, 'utf8').catch(() => undefined)
  const passphrase = known ?? randomBytes(24).toString('base64url')
  if (known === undefined) await writeFile(file, passphrase, { flag: 'wx', mode: 0o600 })
  return async (name, fresh) => {
    const path = join(folder, `${name}.key`)
    const isThere = await readFile(path).then(
      () => true,
      () => false,
    )
    if (isThere) return openKeyFile(path, { passphrase })
    return createKeyFile(path, { ...fresh, passphrase })
  }
}
