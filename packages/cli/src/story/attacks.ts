import {
  decodeUtf8,
  encodeBase64url,
  encodeUtf8,
  epochSeconds,
  type JsonObject,
} from '@fidecura/base'
import { type StatementSet, signStatement } from '@fidecura/consent'
import { signEntry, verifyEntry } from '@fidecura/consent/entries'
import { credentialTypes, issueStatusList, openTrustBundle } from '@fidecura/credentials'
import { createEvidenceTimeProofVerifier } from '@fidecura/evidence'
import { decodeJws, proveTime, signJws } from '@fidecura/identity'
import { alterDisclosure, alterPayload, duplicateMember, resign } from '@fidecura/testing'
import { roleEvidence } from './acts.ts'
import { names } from './cast.ts'
import { statementOf, type Wish } from './consent.ts'
import { createPlatform } from './platform.ts'
import { present, type Scene } from './scene.ts'
import { orthopaedicsSpecialty, record, roleContents } from './vouch.ts'

const day = 86_400

/** Act seven, first: what can be done to a token, and what a verifier is told when it is. */
export async function attackTokens(scene: Scene): Promise<void> {
  const { stage, cast, platform, doctorB } = scene
  const { recorder } = stage
  const { role, licence, chain } = doctorB
  const verify = (token: string): Promise<unknown> =>
    platform.verifier.verifyCredential(token, { chain, licence: licence.token })
  const other = { ...orthopaedicsSpecialty, code: '394579002' }

  await recorder.refused('attack_altered_claim', 'jws_signature_invalid', () =>
    verify(alterPayload(role.token, (payload) => ({ ...payload, profession: other }))),
  )
  await recorder.refused('attack_altered_disclosure', 'disclosure_unreferenced', () =>
    verify(alterDisclosure(role.token, 'Somebody Else')),
  )
  await recorder.refused('attack_foreign_key', 'jws_issuer_mismatch', async () => {
    const [compact = '', ...rest] = role.token.split('~')
    const payload = JSON.parse(decodeUtf8(decodeJws(compact).payload)) as JsonObject
    const forged = await signJws(payload, { signer: cast.stranger, typ: 'dc+sd-jwt' })
    return verify([forged, ...rest].join('~'))
  })
  await recorder.refused('attack_duplicate_member', 'json_duplicate_member', async () =>
    verify(await duplicateMember(role.token, cast.orthopaedics.signer, 'sub', cast.stranger.did)),
  )
  await recorder.refused('attack_status_missing', 'status_missing', async () =>
    verify(
      await resign(role.token, cast.orthopaedics.signer, ({ status: _, ...payload }) => payload),
    ),
  )
  await recorder.refused('attack_garbage', 'jws_malformed', () => verify('not a credential'))
}

/** What an issuer may not do, or no longer, or not yet. */
export async function attackAuthority(scene: Scene): Promise<void> {
  const { stage, cast, platform, doctorB, doctorA } = scene
  const { recorder, clock } = stage
  const { orthopaedics, authority, hospital } = cast
  const now = clock.now()
  const role = roleContents(stage, {
    hospital,
    department: orthopaedics,
    doctor: cast.doctorB,
    name: names.doctorB,
    specialty: orthopaedicsSpecialty,
    licence: doctorB.licence,
    licensedBy: authority,
  })
  const issueAndVerify = async (contents: Partial<typeof role>): Promise<unknown> => {
    const { token } = await orthopaedics.issuer.issue(
      { ...role, ...contents },
      { format: 'dc+sd-jwt' },
    )
    const options = { chain: doctorB.chain, licence: doctorB.licence.token }
    return platform.verifier.verifyCredential(token, options)
  }

  await recorder.refused('attack_expired', 'credential_expired', () =>
    issueAndVerify({ validFrom: epochSeconds(now - 2 * day), validUntil: epochSeconds(now - day) }),
  )
  await recorder.refused('attack_not_yet_valid', 'credential_not_yet_valid', () =>
    issueAndVerify({ validFrom: epochSeconds(now + day) }),
  )
  await recorder.refused('attack_not_accredited', 'authority_type_not_granted', () =>
    issueAndVerify({
      type: credentialTypes.patientIdentity,
      claims: { record: { ...record }, method: 'in_person' },
    }),
  )
  await recorder.refused('attack_licence_of_another', 'licence_mismatch', async () => {
    const { token } = doctorB.role
    const options = { chain: doctorB.chain, licence: doctorA.licence.token }
    return platform.verifier.verifyCredential(token, options)
  })
}

/** What somebody can do to the status lists on the way, or to whoever serves them. */
export async function attackStatus(scene: Scene): Promise<void> {
  const { stage, cast, doctorB, platformStore } = scene
  const { recorder, host, clock } = stage
  const { orthopaedics, authority, stranger } = cast
  // A new verifier has seen no list yet, and remembers none.
  const verify = (): Promise<unknown> =>
    createPlatform(stage, authority.did, platformStore).verifier.verifyCredential(
      doctorB.role.token,
      { chain: doctorB.chain, licence: doctorB.licence.token },
    )
  const path = orthopaedics.listUrl.slice(host.origin.length + 1)

  await recorder.refused('attack_status_of_another_signer', 'status_list_untrusted', async () => {
    const list = await issueStatusList(
      {
        format: 'token',
        url: orthopaedics.listUrl,
        issuedAt: clock.now(),
        validUntil: epochSeconds(clock.now() + day),
      },
      { signer: stranger },
    )
    host.publish(path, list, 'application/statuslist+jwt')
    return verify()
  })
  await orthopaedics.publishStatus()
  await recorder.refused('attack_status_unreachable', 'status_unreachable', async () => {
    const { verifier } = createPlatform(stage, authority.did, platformStore)
    const options = { chain: doctorB.chain, licence: doctorB.licence.token }
    await verifier.verifyCredential(doctorB.role.token, options)
    // The documents are still known; the list has become too old and can no longer be had.
    clock.advance(61)
    await host.takeDown()
    return verifier.verifyCredential(doctorB.role.token, options).finally(() => host.bringUp())
  })
}

/** What can be done with a presentation that was overheard. */
export async function attackPresentations(scene: Scene): Promise<void> {
  const { stage, platform, doctorB } = scene
  const { recorder } = stage
  await recorder.refused('attack_replayed', 'presentation_replayed', async () => {
    const nonce = platform.newNonce()
    const presentation = await present(scene, doctorB, nonce)
    await platform.verifyPresentation(presentation, nonce)
    return platform.verifyPresentation(presentation, nonce)
  })
  await recorder.refused('attack_wrong_audience', 'presentation_audience_wrong', async () => {
    const nonce = platform.newNonce()
    const elsewhere = await present(scene, doctorB, nonce, 'https://elsewhere.example')
    return platform.verifyPresentation(elsewhere, nonce)
  })
}

/**
 * What can be done to consents and to the register's word.
 *
 * @param wish - One that permits something.
 */
export async function attackConsents(scene: Scene, wish: Wish, old: StatementSet): Promise<void> {
  const { stage, cast, register, platform, evidence } = scene
  const { recorder } = stage
  const content = {
    ...statementOf(stage, cast, wish, 'en'),
    id: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000003',
  }
  await recorder.refused('attack_consent_by_stranger', 'signer_not_patient', async () =>
    register.submit({ token: await signStatement(content, { signer: cast.stranger }), evidence }),
  )
  await recorder.refused('attack_altered_fhir', 'statement_wider_than_source', async () => {
    const token = await signStatement(content, { signer: cast.patient })
    // The software of the patient swaps the source for one that permits nothing, and signs anew.
    const nothing = encodeBase64url(encodeUtf8(JSON.stringify(optOut(wish))))
    const forged = await resign(token, cast.patient, (payload) => {
      const subject = payload['credentialSubject'] as JsonObject
      const source = { ...(subject['source'] as JsonObject), bytes: nothing }
      return { ...payload, credentialSubject: { ...subject, source } }
    })
    return register.submit({ token: forged, evidence })
  })
  await recorder.refused('attack_hidden_withdrawal', 'word_rolled_back', () =>
    platform.verifyStatements(old, scene.accreditations.hospital.token),
  )
}

/** What can be done with clocks. */
export async function attackTime(scene: Scene, bundle: string): Promise<void> {
  const { stage, cast, platform, platformStore, doctorA, vault } = scene
  const { recorder, clock } = stage
  await recorder.refused('attack_backdated_entry', 'signing_time_unproven', async () => {
    const bytes = encodeUtf8('{}')
    const entry = await signEntry(bytes, {
      signer: doctorA.signer,
      id: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000004',
      record,
      role: doctorA.role.token,
      mediaType: 'application/fhir+json',
      // Well before the suspension, and after the role was granted.
      issuedAt: epochSeconds(clock.now() - 150),
    })
    const { proof } = await vault.preserve(entry, { mediaType: 'application/jwt' })
    const existedBy = await proveTime(entry, {
      proof,
      verify: createEvidenceTimeProofVerifier(vault.trust),
      now: clock.now(),
    })
    return verifyEntry(entry, {
      bytes,
      evidence: roleEvidence(scene),
      verifier: platform.verifier,
      existedBy,
    })
  })
  await recorder.refused('attack_clock_set_back', 'bundle_clock_rolled_back', async () => {
    const common = {
      signer: cast.authority.did,
      state: platformStore.bundles,
      purpose: 'live',
    } as const
    await openTrustBundle(bundle, { ...common, now: clock.now() })
    return openTrustBundle(bundle, { ...common, now: epochSeconds(clock.now() - day) })
  })
}

/** The same wish without what it permits. */
function optOut({ bytes }: Wish): JsonObject {
  const { provision: _, ...rest } = JSON.parse(decodeUtf8(bytes)) as JsonObject
  return rest
}
