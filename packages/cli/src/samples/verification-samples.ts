import type { JsonObject } from '@fidecura/base'
import type { Expected, Sample } from './sample.ts'
import type { Held, SampleDoctor } from './sample-credentials.ts'
import { altered, newNonce, present } from './sample-requests.ts'
import type { SampleWorld } from './sample-world.ts'

/** What was issued for the samples of `POST /verify`. */
export interface SampleTokens {
  readonly doctor: SampleDoctor
  readonly asSdJwt: SampleDoctor
  /** Whose issuer’s list nobody carried here. */
  readonly island: SampleDoctor
  readonly expired: Held
  readonly early: Held
  readonly suspended: Held
  readonly revoked: Held
  readonly unaccredited: Held
  readonly chain: readonly string[]
}

const yes: Expected = { status: 200 }
const no = (code: string): Expected => ({ status: 422, code })

/** Sixteen of them, in the order in which somebody reads them. */
export async function verificationSamples(
  world: SampleWorld,
  tokens: SampleTokens,
): Promise<readonly Sample[]> {
  const { doctor, asSdJwt } = tokens
  const licence = doctor.licence.token
  const credential = (token: string): JsonObject => ({ credential: token, licence })
  const role = (
    name: string,
    { token }: Held,
    expected: Expected,
    en: string,
    zh: string,
  ): Sample => sample(name, credential(token), expected, en, zh)
  const shown = await presentationSamples(world, doctor)
  return [
    role(
      '01-role',
      doctor.role,
      yes,
      'A role that holds, with its licence',
      '有效的岗位凭证，附执业资格凭证',
    ),
    sample(
      '02-role-sd-jwt',
      { credential: asSdJwt.role.token, licence: asSdJwt.licence.token },
      yes,
      'The same of a colleague, as an SD-JWT',
      '同事的岗位凭证，SD-JWT 格式',
    ),
    sample('03-licence', { credential: licence }, yes, 'A licence by itself', '单独的执业资格凭证'),
    sample(
      '04-altered',
      credential(altered(doctor.role.token)),
      no('jws_signature_invalid'),
      'Its end was put off after it was signed',
      '签名之后被改动了有效期',
    ),
    role(
      '05-expired',
      tokens.expired,
      no('credential_expired'),
      'It ended yesterday',
      '昨天已过期',
    ),
    role(
      '06-early',
      tokens.early,
      no('credential_not_yet_valid'),
      'It begins tomorrow',
      '明天才生效',
    ),
    role('07-suspended', tokens.suspended, no('status_suspended'), 'It is suspended', '已停用'),
    role('08-revoked', tokens.revoked, no('status_revoked'), 'It is revoked', '已撤销'),
    role(
      '09-unaccredited',
      tokens.unaccredited,
      no('authority_missing'),
      'Nobody ever gave its issuer permission to issue',
      '签发方没有签发资格',
    ),
    sample(
      '10-no-licence',
      { credential: doctor.role.token },
      no('licence_missing'),
      'A role without the licence that it rests on',
      '缺少岗位凭证所依据的执业资格凭证',
    ),
    sample(
      '11-status-unknown',
      { credential: tokens.island.role.token, licence: tokens.island.licence.token },
      { status: 503, code: 'bundle_member_missing' },
      'Nobody carried the status list of its issuer here: unknown, and so not accepted',
      '离线信任包中没有签发方的状态列表：无法判定，因此不接受',
    ),
    ...shown,
  ]
}

/** What holders signed for this place, and for others. */
async function presentationSamples(
  world: SampleWorld,
  doctor: SampleDoctor,
): Promise<readonly Sample[]> {
  const nonce = newNonce()
  const once = { presentation: await present(world, doctor, { nonce }), nonce }
  const elsewhere = { nonce: newNonce(), audience: 'https://other.example' }
  const forOthers = await present(world, doctor, elsewhere)
  const answered = await present(world, doctor, { nonce: newNonce() })
  const stolen = await stolenPresentation(world, doctor)
  return [
    sample(
      '12-presentation',
      once,
      yes,
      'A doctor shows licence and role',
      '医生出示执业资格凭证和岗位凭证',
    ),
    sample(
      '13-presented-again',
      once,
      no('presentation_replayed'),
      'The very same once more',
      '同一份出示再次送来',
    ),
    sample(
      '14-other-audience',
      { presentation: forOthers, nonce: elsewhere.nonce },
      no('presentation_audience_wrong'),
      'Made for somebody else',
      '出示给别的机构的',
    ),
    sample(
      '15-other-nonce',
      { presentation: answered, nonce: newNonce() },
      no('presentation_nonce_wrong'),
      'Answers another request',
      '回答的是另一次请求',
    ),
    sample(
      '16-not-the-holder',
      stolen,
      no('holder_binding_invalid'),
      'Signed by somebody who has a copy of the credentials, and not the key',
      '出示者持有凭证副本，但没有持有者的密钥',
    ),
  ]
}

/** A key binding by another key, in the place of the holder’s. */
async function stolenPresentation(world: SampleWorld, doctor: SampleDoctor): Promise<JsonObject> {
  const nonce = newNonce()
  const thief = world.colleague
  const signer = { ...thief, publicKey: doctor.signer.publicKey }
  return { presentation: await present(world, doctor, { nonce, signer }), nonce }
}

function sample(
  name: string,
  body: JsonObject,
  expected: Expected,
  en: string,
  zh: string,
): Sample {
  return { name, path: '/verify', body, expected, about: { en, 'zh-CN': zh } }
}
