import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AuditAct, auditEventOf } from '@fidecura/monitor'
import { describe, expect, test } from '@jest/globals'
import { withCorpus } from '../../../test/with-corpus.ts'
import { act } from './acts.ts'
import { deviationsOf, profilesIn } from './balp-profiles.ts'

const consent = { type: 'Consent', id: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000003' }
const decision = { ...act, kind: 'decide', objects: [consent] } as const

withCorpus('audit events against the profiles of IHE BALP', ['ihe-balp-json'], (folder = '') => {
  const profiles = profilesIn(folder)

  describe('auditEventOf', () => {
    test.each<[string, AuditAct]>([
      ['PatientRead', act],
      ['PatientCreate', { ...act, kind: 'create' }],
      ['PatientUpdate', { ...act, kind: 'update' }],
      ['Read', { ...act, patient: undefined }],
      ['Create', { ...act, kind: 'create', patient: undefined }],
      ['Update', { ...act, kind: 'update', patient: undefined }],
      ['Read', { ...act, patient: undefined, actor: undefined }],
      ['AuthZconsent', decision],
      ['AuthZconsent', { ...decision, outcome: 'refused', code: 'consent_denied' }],
      ['AuthZconsent', { ...decision, objects: [consent, { ...consent, id: 'x' }] }],
    ])('follows %s', (name, some) => {
      const event = auditEventOf(some)
      const url = `https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.${name}`
      expect(event['meta']).toEqual({ profile: [url] })
      expect(profiles.has(url)).toBe(true)
      expect(deviationsOf(event, url, profiles)).toEqual([])
    })

    test.each<[string, AuditAct, string]>([
      ['a read that was refused', { ...act, outcome: 'refused' }, 'PatientRead'],
      ['a decision upon no consent', { ...decision, objects: [] }, 'AuthZconsent'],
      ['one by nobody', { ...decision, actor: undefined }, 'AuthZconsent'],
    ])('names no profile for %s, which would not follow it', (_, some, name) => {
      const event = auditEventOf(some)
      const url = `https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.${name}`
      expect(event['meta']).toBeUndefined()
      expect(deviationsOf(event, url, profiles)).not.toEqual([])
    })
  })

  describe('the reading of the profiles', () => {
    test.each(readdirSync(folder).filter((name) => name.startsWith('AuditEvent-')))(
      'finds nothing wrong with the published %s',
      (name) => {
        const event = JSON.parse(readFileSync(join(folder, name), 'utf8'))
        for (const url of event.meta.profile as string[]) {
          expect(deviationsOf(event, url, profiles)).toEqual([])
        }
      },
    )
  })
})
