/** What a laboratory is asked, and the folder of the laboratory that is asked: a world of invented people. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochSeconds, systemClock } from '@fidecura/base'
import { credentialTypes, issueTrustBundle } from '@fidecura/credentials'
import { type Did, generateSigner, type PublicJwk } from '@fidecura/identity'
import { bundlePath } from '../../packages/cli/src/lab/bundle-file.ts'
import { writeTrust } from '../../packages/cli/src/lab/trust-file.ts'
import {
  accredit,
  type SampleDoctor,
  vouch,
} from '../../packages/cli/src/samples/sample-credentials.ts'
import { newNonce, present } from '../../packages/cli/src/samples/sample-requests.ts'
import { createSampleWorld, type SampleWorld } from '../../packages/cli/src/samples/sample-world.ts'

/** Who is asked about, and how. */
export interface LabLoadOptions {
  /** How many doctors there are: one after the other is asked about. */
  readonly people: number
  /** A presentation of two credentials, which nobody has shown before, or one credential without its holder. */
  readonly ask: 'presentation' | 'credential'
}

export interface LabLoad {
  /** With what the place trusts, and a bundle. */
  readonly folder: string
  /** Who signed what is presented, beside the holders. */
  readonly issuers: ReadonlyMap<Did, PublicJwk>
  /** A request as a program of the place sends it. */
  newBody(n: number): Promise<string>
}

/** The folder is gone with the process. */
export async function createLabLoad({ people, ask }: LabLoadOptions): Promise<LabLoad> {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-verify-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const world = await createSampleWorld(epochSeconds(systemClock()))
  world.setBefore(3600)
  const chain = await accredit(world)
  const doctors: SampleDoctor[] = []
  for (let n = 0; n < people; n++) {
    const options = { format: 'dc+sd-jwt', name: `Dr ${n} Example` } as const
    doctors.push(await vouch(world, await generateSigner(), options))
  }
  await writeFolder(folder, world, chain)
  const clocked = { ...world, clock: systemClock }
  const { authority, department } = world
  return {
    folder,
    issuers: new Map([authority, department].map(({ did, signer }) => [did, signer.publicKey])),
    async newBody(n) {
      const doctor = doctors[n % people]
      if (doctor === undefined) throw new Error('Nobody')
      const { role, licence } = doctor
      if (ask === 'credential') {
        return JSON.stringify({ credential: role.token, licence: licence.token })
      }
      const nonce = newNonce()
      return JSON.stringify({ presentation: await present(clocked, doctor, { nonce }), nonce })
    },
  }
}

async function writeFolder(
  folder: string,
  world: SampleWorld,
  chain: readonly string[],
): Promise<void> {
  const { authority, hospital, department, bundler } = world
  world.setBefore(0)
  const now = epochSeconds(world.clock())
  const documents = []
  for (const { did } of [hospital, department]) {
    documents.push(await world.resolve(did, { at: now, now }))
  }
  const { lists, histories } = await world.publish()
  const content = { sequence: now, issuedAt: now, documents, lists, histories, chain }
  const types = Object.values(credentialTypes)
  await writeTrust(folder, {
    roots: [{ did: authority.did, keys: [authority.thumbprint], types }],
    registers: [],
    bundleSigner: { did: bundler.did, key: bundler.publicKey },
  })
  writeFileSync(bundlePath(folder), `${await issueTrustBundle(content, { signer: bundler })}\n`)
}
