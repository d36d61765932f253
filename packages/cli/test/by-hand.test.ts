import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import {
  attest,
  decide,
  did,
  everybody,
  expectCode,
  present,
  publish,
  record,
  register,
  shell,
  trust,
  vouch,
} from './by-hand-desk.ts'

const { clock, path } = shell

// The tests follow each other, as the steps of the job do.
describe('the main job by hand, with fidecura and files only', () => {
  test('1 and 2: everybody gets keys; the authority vouches down to the doctors', async () => {
    await vouch()
    for (const [doctor, department] of [
      ['a', 'cardiology'],
      ['b', 'orthopaedics'],
    ]) {
      await expectCode(
        0,
        `credential verify ./role_${doctor}.jwt --licence ./licence_${doctor}.jwt ${trust}
          --chain ./hospital_accredited.jwt ./${department}_accredited.jwt`,
      )
    }
  })

  test('3: the patient sees the text and signs; the register has no key of theirs', async () => {
    const source = join(import.meta.dirname, '../story/consent-r4.json')
    shell.write('wish.json', readFileSync(source))
    shell.write('who.json', { 'Organization/cardiology': did('cardiology') })
    const { stderr } = await expectCode(
      0,
      `consent sign --key ./patient.key --fhir ./wish.json --references ./who.json
        --record ${record} --grantee "$cardiology=Cardiology, Example Hospital"
        --controller "$hospital=Example Hospital" --register $hospital --yes --out ./consent.jwt`,
    )
    expect(stderr).toContain('R-4711')
    const identity = '--identity ./patient_identity.jwt --chain ./hospital_accredited.jwt'
    await expectCode(0, `consent verify ./consent.jwt ${identity} ${trust}`)
    await expectCode(
      0,
      `consent register ./consent.jwt ${identity} ${trust} ${register} --receipt ./receipt.jwt`,
    )
  })

  test('4: an independent platform permits, denies, finds no consent, and cannot tell', async () => {
    await attest('./set.json')
    const permitted = await decide(0, await present('a', 'cardiology'), './set.json')
    expect(permitted.json).toMatchObject({
      decision: { kind: 'permit', obligations: [{ kind: 'leave_out' }] },
    })
    const research = await decide(1, await present('a', 'cardiology'), './set.json', 'HRESCH')
    expect(research.json).toMatchObject({ decision: { kind: 'deny' } })
    const other = await decide(1, await present('b', 'orthopaedics'), './set.json')
    expect(other.json).toMatchObject({ decision: { kind: 'no_consent' } })

    clock.advance(61)
    await publish(...everybody)
    const old = await decide(3, await present('a', 'cardiology'), './set.json')
    expect(old.json).toMatchObject({ decision: { kind: 'unknown', code: 'register_word_stale' } })
    await attest('./fresh-set.json')
    await decide(0, await present('a', 'cardiology'), './fresh-set.json')
  })

  test('4: a presentation counts once, and for its audience alone', async () => {
    const presented = await present('a', 'cardiology')
    await attest('./set-2.json')
    const elsewhere = presented.replace('lab.example', 'other.example')
    const wrong = await decide(1, elsewhere, './set-2.json')
    expect(wrong.json).toMatchObject({ error: { code: 'presentation_audience_wrong' } })
    await decide(0, presented, './set-2.json')
    const replayed = await decide(1, presented, './set-2.json')
    expect(replayed.json).toMatchObject({ error: { code: 'presentation_replayed' } })
  })

  test('5: an entry is signed and confirmed; suspension refuses what comes after it', async () => {
    shell.write('note.json', '{"resourceType":"Observation","valueQuantity":{"value":128.0}}')
    await expectCode(
      0,
      `entry sign ./note.json --key ./doctor_a.key --role ./role_a.jwt --record ${record}
        --out ./entry.jwt`,
    )
    await expectCode(0, `consent stamp ./entry.jwt ${register} --out ./entry_receipt.jwt`)
    await expectCode(
      0,
      'entry confirm ./entry.jwt --bytes ./note.json --key ./patient.key --yes --out ./confirmed.jwt',
    )
    const chain = '--chain ./hospital_accredited.jwt ./cardiology_accredited.jwt'
    const verify = `entry verify ./entry.jwt --bytes ./note.json --role ./role_a.jwt
      --licence ./licence_a.jwt ${trust} ${chain} --json`
    const confirmed = '--confirmation ./confirmed.jwt --identity ./patient_identity.jwt'
    const { json } = await expectCode(0, `${verify} ${confirmed}`)
    expect(json).toMatchObject({ confirmation: { verdict: 'confirmed' } })

    clock.advance(60)
    const own = '--key ./cardiology.key --store ./cardiology.sqlite'
    await expectCode(0, `credential suspend $role_a ${own} --reason under_review`)
    await publish(...everybody)
    await attest('./set-3.json')
    const refused = await decide(1, await present('a', 'cardiology'), './set-3.json')
    expect(refused.json).toMatchObject({ error: { code: 'status_suspended' } })
    const proof = '--receipt ./entry_receipt.jwt --register $hospital'
    await expectCode(0, `${verify} ${confirmed} ${proof}`)
    const claimed = await expectCode(3, verify)
    expect(claimed.json).toMatchObject({ error: { code: 'signing_time_unproven' } })
    shell.write('other.json', '{"resourceType":"Observation","valueQuantity":{"value":128}}')
    const altered = await expectCode(1, `${verify} ${proof}`.replace('note', 'other'))
    expect(altered.json).toMatchObject({ error: { code: 'entry_bytes_mismatch' } })
    await expectCode(0, `credential reinstate $role_a ${own}`)
  })

  test('6: what was permitted is denied once the register has the withdrawal', async () => {
    clock.advance(10)
    await publish(...everybody)
    await attest('./old-set.json')
    await decide(0, await present('a', 'cardiology'), './old-set.json')
    await expectCode(0, 'consent withdraw ./consent.jwt --key ./patient.key --out ./withdrawal.jwt')
    const withdrawnAt = clock.advance(5)
    const { json } = await expectCode(
      0,
      `consent register ./withdrawal.jwt --identity ./patient_identity.jwt ${register} ${trust}
        --chain ./hospital_accredited.jwt --receipt ./withdrawn.jwt --json`,
    )
    expect(json).toMatchObject({ kind: 'withdrawal', file: path('withdrawn.jwt') })
    await attest('./new-set.json')
    const denied = await decide(1, await present('a', 'cardiology'), './new-set.json')
    expect(denied.json).toMatchObject({
      decision: { kind: 'deny', code: 'consent_withdrawn', withdrawnAt },
    })
    const hidden = await decide(1, await present('a', 'cardiology'), './old-set.json')
    expect(hidden.json).toMatchObject({
      error: { code: 'word_rolled_back', place: path('old-set.json') },
    })
  })
})
