import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { credentialTypes, issueTrustBundle, type TrustedRoot } from '@fidecura/credentials'
import { thumbprintOf } from '@fidecura/identity'
import type { TrustFile } from '../lab/trust-file.ts'
import { decisionSamples } from './decision-samples.ts'
import type { SampleSet } from './sample.ts'
import { laboratory, stateConsents } from './sample-consents.ts'
import { accredit, identify, roleFor, vouch } from './sample-credentials.ts'
import { sampleAudience } from './sample-requests.ts'
import {
  createSampleWorld,
  day,
  type SampleStatus,
  type SampleWorld,
  sampleRecord,
} from './sample-world.ts'
import { verificationSamples } from './verification-samples.ts'

/** All that `samples serve` judges by, and what it is asked. */
export interface MadeSamples {
  readonly trust: TrustFile
  readonly bundle: string
  readonly set: SampleSet
}

/** Makes everything with new keys, to be judged at one instant for ever. */
export async function makeSamples(present: EpochSeconds): Promise<MadeSamples> {
  const world = await createSampleWorld(epochSeconds(Math.floor(present)))
  const { authority, hospital, department, bundler, instant } = world
  world.setBefore(60 * day)
  const chain = await accredit(world)
  const doctor = await vouch(world, world.doctor)
  const asSdJwt = await vouch(world, world.colleague, {
    format: 'dc+sd-jwt',
    name: 'Dr Ben Example',
  })
  const island = await vouch(world, world.stranger, { by: world.remote, name: 'Dr Isa Example' })
  const identities = {
    consented: await identify(world, sampleRecord('consented')),
    withdrawn: await identify(world, sampleRecord('withdrawn')),
    silent: await identify(world, sampleRecord('silent')),
    old: await identify(world, sampleRecord('old')),
  }
  const { signer, licence } = doctor
  const ended = { validFrom: world.clock(), validUntil: epochSeconds(instant - day) }
  const later = {
    validFrom: epochSeconds(instant + day),
    validUntil: epochSeconds(instant + 9 * day),
  }
  const expired = await roleFor(world, signer, licence, { period: ended })
  const early = await roleFor(world, signer, licence, { period: later })
  const suspended = await roleFor(world, signer, licence)
  const revoked = await roleFor(world, signer, licence)
  const unaccredited = await roleFor(world, signer, licence, { by: world.mill })
  world.setBefore(2 * day)
  await department.issuer.suspend(suspended.id, { reason: 'under_review' })
  await department.issuer.revoke(revoked.id, { reason: 'left' })
  const roots: readonly Required<Pick<TrustedRoot, 'did' | 'types' | 'keys'>>[] = [
    {
      did: authority.did,
      keys: [authority.thumbprint],
      types: Object.values(credentialTypes),
    },
  ]
  const published = await publishAt(world, 3601)
  const sets = await stateConsents(world, { roots, chain, identities, published })
  const carried = await publishAt(world, 30)
  world.setBefore(20)
  const tokens = { doctor, asSdJwt, island, expired, early, suspended, revoked, unaccredited }
  const samples = [
    ...(await verificationSamples(world, { ...tokens, chain })),
    ...(await decisionSamples(world, { doctor, sets })),
  ]
  const documents = []
  for (const { did } of [hospital, department, world.remote, world.mill]) {
    documents.push(await world.resolve(did, { at: world.clock(), now: world.clock() }))
  }
  const content = { sequence: instant, issuedAt: instant, documents, ...carried, chain }
  return {
    trust: {
      roots,
      registers: [{ did: hospital.did, keys: [await thumbprintOf(hospital.signer.publicKey)] }],
      bundleSigner: { did: bundler.did, key: bundler.publicKey },
    },
    bundle: await issueTrustBundle(content, { signer: bundler }),
    set: { instant, audience: sampleAudience, custodian: laboratory.did, samples },
  }
}

function publishAt(world: SampleWorld, before: number): Promise<SampleStatus> {
  world.setBefore(before)
  return world.publish()
}
