import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { JsonObject } from '@fidecura/base'
import { noteKeyOf } from '@fidecura/evidence'
import { generateSigner } from '@fidecura/identity'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { withCorpus } from '../../../test/with-corpus.ts'
import { stepNames, storyMessagesOf } from '../src/story/messages.ts'
import { createDesk, createTemplateDesk, type Desk, noon, type Run } from './support.ts'

interface Step {
  readonly name: string
  readonly outcome: string
  readonly code?: string
  readonly place?: string
}

const stepsOf = ({ json }: Run): readonly Step[] => json['steps'] as unknown as Step[]
/** Whom an archive's second process is told to believe. None of them has anything to do with a story. */
const strangers = async (): Promise<readonly string[]> => {
  const keyOf = async (name: string, use: 'log' | 'witness') =>
    (await noteKeyOf(name, use, (await generateSigner({ algorithm: 'EdDSA' })).publicKey)).text
  const root = 'did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169'
  const witness = `stranger=${await keyOf('witness.example', 'witness')}`
  return ['--root', root, '--log', await keyOf('log.example/2026', 'log'), '--witness', witness]
}
const codesOf = (run: Run): Record<string, string | undefined> =>
  Object.fromEntries(stepsOf(run).map(({ name, code }) => [name, code]))

/** The second process looks at a real clock, so the first one must, too. */
function createStoryDesk(make: () => Desk = createDesk): Desk {
  const desk = make()
  desk.clock.advance(Math.floor(Date.now() / 1000) - noon)
  return desk
}

describe('fidecura story', () => {
  let told: Desk
  let run: Run
  beforeAll(async () => {
    told = createStoryDesk(createTemplateDesk)
    run = await told.run(['story', '--json', '--out', told.path('story')])
  }, 60_000)

  /** Where it was told, in a folder of its own. */
  const afterwards = () => createStoryDesk(() => createDesk(told.folder))

  test('plays every step, refuses every attack with its own code, and keeps the files', async () => {
    expect(stepsOf(run).filter(({ outcome }) => outcome !== 'ok')).toEqual([])
    expect(run.code).toBe(0)
    expect(run.stderr).toBe('')
    expect(stepsOf(run).map(({ name }) => name)).toEqual(stepNames)
    const codes = codesOf(run)
    expect(codes).toMatchObject({
      treatment_decided: 'permit',
      research_decided: 'deny',
      other_department_decided: 'no_consent',
      old_word_decided: 'unknown',
      suspended_role_refused: 'status_suspended',
      claimed_time_is_unknown: 'signing_time_unproven',
      withdrawal_decided: 'deny',
      look_up_refused: 'evidence_not_found',
      erase_on_hold_refused: 'evidence_on_hold',
      erased_is_gone: 'evidence_erased',
    })
    // Each attack by its own code: none is refused for another one's reason.
    const attacks = stepsOf(run).filter(({ name }) => name.startsWith('attack_'))
    expect(new Set(attacks.map(({ code }) => code)).size).toBe(24)
    const { folder, files } = run.json['artefacts'] as { folder: string; files: JsonObject }
    expect(folder).toBe(told.path('story'))
    for (const path of Object.keys(files)) expect(readFileSync(join(folder, path))).toBeDefined()
    expect(run.stdout).not.toMatch(/"d":|PRIVATE/)
  })

  test.each([
    ['en', 'Consent to share', 'Permit', 'Withdrawal received by the register: 20'],
    ['zh-CN', '数据使用授权书', '允许', '登记处收到撤回同意的时间：20'],
  ] as const)('tells itself in %s', async (language, ...texts) => {
    const desk = createStoryDesk()
    const { code, stdout } = await desk.run(['story', '--out', desk.path('story')], { language })
    expect(code).toBe(0)
    const { acts, steps } = storyMessagesOf(language)
    for (const text of [...Object.values(acts), ...Object.values(steps), ...texts]) {
      expect(stdout).toContain(text)
    }
    expect(stdout).toContain(desk.path('story'))
  })

  test('goes on without a chain, says that nothing is anchored, and makes every other step', async () => {
    const desk = createStoryDesk()
    const args = ['story', '--no-chain', '--out', desk.path('story')]
    const run = await desk.run([...args, '--json'])
    expect([run.code, run.stderr]).toEqual([0, ''])
    const onChain = [
      'checkpoint_anchored',
      'anchor_read_back',
      'log_held_to_anchor',
      'attack_other_than_anchored',
      'archive_anchored',
    ]
    const others = stepNames.filter((name) => !onChain.includes(name))
    expect(stepsOf(run).map(({ name, outcome }) => [name, outcome])).toEqual(
      others.map((name) => [name, 'ok']),
    )
    const { files } = run.json['artefacts'] as { files: JsonObject }
    expect(Object.keys(files)).not.toContain('public/chain.json')
    const told = await desk.run([...args.slice(0, -1), desk.path('again')])
    expect(told.stdout).toContain('Nothing: there is no chain here')
  })

  test('finds every file that is altered, missing or added afterwards', async () => {
    const desk = afterwards()
    const trusted = await strangers()
    const check = async (): Promise<readonly Step[]> => {
      const run = await desk.run(['story', 'check', desk.path('story'), ...trusted, '--json'])
      expect(run.code).toBe(1)
      return stepsOf(run)
    }
    const failedAt = (place: string) => [{ name: 'archive_files_whole', outcome: 'failed', place }]
    expect((await check())[0]).toMatchObject({ name: 'archive_files_whole', outcome: 'ok' })
    const added = desk.write('story/consent/added.jwt', 'more')
    expect(await check()).toMatchObject(failedAt('files'))
    rmSync(added)
    const statement = 'consent/statement.jwt'
    const whole = desk.read(`story/${statement}`)
    desk.write(`story/${statement}`, 'other')
    expect(await check()).toMatchObject(failedAt(statement))
    rmSync(desk.path(`story/${statement}`))
    expect(await check()).toMatchObject(failedAt('files'))
    // One gone and one in its place are as many as there were.
    desk.write('story/consent/moved.jwt', whole)
    expect(await check()).toMatchObject(failedAt('consent/moved.jwt'))
  })

  test('does not trust a bundle because it lies there', async () => {
    const desk = afterwards()
    const trusted = await strangers()
    const check = await desk.run(['story', 'check', desk.path('story'), ...trusted, '--json'])
    expect(stepsOf(check).at(-1)).toMatchObject({
      name: 'archive_bundle_opened',
      outcome: 'failed',
      code: 'bundle_untrusted',
    })
  })

  test('makes no keys and no folder where the wish is no file', async () => {
    const desk = createStoryDesk()
    const args = ['story', '--consent', desk.path('absent'), '--out', desk.path('story'), '--json']
    const { code, json } = await desk.run(args)
    expect([code, json]).toMatchObject([2, { error: { code: 'file_unreadable' } }])
    expect(() => desk.read('story')).toThrow('ENOENT')
  })

  test.each([
    ['garbage', 'garbage', 'json_malformed'],
    ['another resource', '{"resourceType":"Patient"}', 'consent_source_malformed'],
  ])('says why a wish cannot be turned into terms: %s', async (_, content, code) => {
    const desk = createStoryDesk()
    const file = desk.write('wish.json', content)
    const args = ['story', '--consent', file, '--out', desk.path('story')]
    const run = await desk.run([...args, '--json'])
    expect(stepsOf(run).at(-1)).toMatchObject({ name: 'wish_read', outcome: 'failed', code })
    expect(run.code).toBe(1)
  })

  test.each([
    [
      'en',
      'FAILED: Not as FHIR defines it: /resourceType (consent_source_malformed)',
      'One step did',
    ],
    ['zh-CN', '失败：不符合 FHIR Consent 的定义', '1 个步骤的结果与预期不符'],
  ] as const)('says it in words, too, in %s', async (language, reason, closing) => {
    const desk = createStoryDesk()
    const file = desk.write('wish.json', '{"resourceType":"Patient"}')
    const args = ['story', '--consent', file, '--out', desk.path('story')]
    const { code, stdout } = await desk.run(args, { language })
    expect(code).toBe(1)
    expect(stdout).toContain(reason)
    expect(stdout).toContain(closing)
  })

  test('never writes over what is there', async () => {
    const desk = afterwards()
    const again = await desk.run(['story', '--json', '--out', desk.path('story')])
    expect(again.code).toBe(2)
    expect(again.json).toMatchObject({ error: { code: 'file_exists' } })
  })
})

withCorpus(
  'the story with published consents',
  ['fhir-r4-examples', 'fhir-r5-examples'],
  (...folders) => {
    const files = folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => /^Consent-.*\.json$/.test(name))
        .map((name) => join(folder, name)),
    )
    /** By name: those that cannot be turned into terms, and why. */
    const refused: Readonly<Record<string, string>> = {
      'fhir-r4-examples Emergency': 'consent_source_category_unsupported /category/0',
      'fhir-r4-examples notOrg': 'consent_source_rule_type /provision/type',
      'fhir-r4-examples notThis': 'consent_source_unusable /provision/data/0',
      'fhir-r4-examples pkb': 'consent_source_rule_type /provision/provision/0/type',
      'fhir-r4-examples signature': 'consent_source_rule_ambiguous /provision/provision/0',
      'fhir-r4-examples smartonfhir': 'consent_source_rule_ambiguous /provision/provision/0',
      'fhir-r5-examples CDA': 'consent_source_unusable /grantee/0',
      'fhir-r5-examples notThis': 'consent_source_unusable /provision/0/data/0',
    }
    const nameOf = (file: string): string =>
      `${basename(join(file, '..'))} ${/example-(\w+)\.json$/.exec(file)?.[1]}`

    test('is tried with all of them', () => {
      expect(files.length).toBe(24)
      const names = files.map(nameOf)
      for (const name of Object.keys(refused)) expect(names).toContain(name)
    })

    test.each(files.map((file) => [nameOf(file), file]))(
      'fidecura story --consent: %s',
      async (name, file) => {
        const desk = createStoryDesk()
        const run = await desk.run([
          'story',
          '--json',
          // What is asked for changes nothing of what a chain keeps.
          '--no-chain',
          '--consent',
          file,
          '--out',
          desk.path('story'),
        ])
        const failed = stepsOf(run).filter(({ outcome }) => outcome === 'failed')
        const told = failed.map(({ code, place }) => `${code} ${place}`)
        expect(told).toEqual(refused[name] === undefined ? [] : [refused[name]])
        expect(run.code).toBe(refused[name] === undefined ? 0 : 1)
      },
    )
  },
)
