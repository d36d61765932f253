import { verifyX5c } from '@fidecura/x5c'
import { describe, expect, test } from '@jest/globals'
import {
  AttributeTypeAndValue,
  AttributeValue,
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  Name,
  NameConstraints,
  RelativeDistinguishedName,
} from '@peculiar/asn1-x509'
import { extension, type HierarchySpec, hierarchy, nameOf } from './support/pki.ts'

describe('verifyX5c holds names to the constraints of the authorities above', () => {
  const dns = (dNSName: string) => ({ dNSName })
  const folder = (...parts: readonly string[]) => ({
    directoryName: nameOf([['2.5.4.6', 'CN'], ...parts.map((part) => ['2.5.4.10', part] as const)]),
  })
  const mail = { rfc822Name: 'clinic@hospital.example' }

  test.each<[string, HierarchySpec]>([
    ['a domain that is permitted', { intermediate: { permitted: [dns('hospital.example')] } }],
    ['a domain below it', { intermediate: { permitted: [dns('example')] } }],
    [
      'one of two',
      { intermediate: { permitted: [dns('other.example'), dns('hospital.example')] } },
    ],
    ['any domain, where all are permitted', { intermediate: { permitted: [dns('')] } }],
    [
      'a domain that lies in no excluded one',
      { intermediate: { excluded: [dns('.other.example')] } },
    ],
    ['a domain that is not excluded', { intermediate: { excluded: [dns('pital.example')] } }],
    [
      'a directory name below the permitted one, in other letters',
      { intermediate: { permitted: [folder('EXAMPLE  hospital')] } },
    ],
    [
      'a directory name that is not excluded',
      { intermediate: { excluded: [folder('Other Hospital')] } },
    ],
    [
      'no address, where addresses are limited',
      { intermediate: { excluded: [{ iPAddress: '10.0.0.0/8' }] } },
    ],
    ['of the root, too', { root: { permitted: [dns('hospital.example')] } }],
  ])('takes %s', async (_, spec) => {
    const { chain, options } = await hierarchy(spec)
    await expect(verifyX5c(chain, options)).resolves.toBeDefined()
  })

  test.each<[string, HierarchySpec]>([
    ['a domain that is not permitted', { intermediate: { permitted: [dns('other.example')] } }],
    ['a domain that only ends alike', { intermediate: { permitted: [dns('pital.example')] } }],
    [
      'the domain itself, where only those below it are permitted',
      { intermediate: { permitted: [dns('.hospital.example')] } },
    ],
    ['an excluded domain', { intermediate: { excluded: [dns('HOSPITAL.example')] } }],
    ['a domain below an excluded one', { intermediate: { excluded: [dns('example')] } }],
    [
      'an excluded domain that is permitted, too',
      { intermediate: { permitted: [dns('example')], excluded: [dns('hospital.example')] } },
    ],
    [
      'a second name that is not permitted',
      {
        intermediate: { permitted: [dns('hospital.example')] },
        leaf: { names: [dns('hospital.example'), dns('evil.example')] },
      },
    ],
    [
      'a wildcard that covers an excluded domain',
      {
        intermediate: { excluded: [dns('secret.hospital.example')] },
        leaf: { names: [dns('*.hospital.example')] },
      },
    ],
    [
      'a wildcard wider than what is permitted',
      {
        intermediate: { permitted: [dns('a.hospital.example')] },
        leaf: { names: [dns('*.hospital.example')] },
      },
    ],
    [
      'what the root, not the intermediate, forbids',
      { root: { permitted: [dns('other.example')] } },
    ],
    [
      'an excluded directory name, in other letters',
      { intermediate: { excluded: [folder('example HOSPITAL')] } },
    ],
    [
      'a directory name that is not permitted',
      { intermediate: { permitted: [folder('Other Hospital')] } },
    ],
    [
      'a directory name among the other names',
      { intermediate: { excluded: [folder('Evil')] }, leaf: { names: [folder('Evil')] } },
    ],
    [
      'an address by mail where such are limited, though it may be permitted',
      {
        intermediate: { permitted: [{ rfc822Name: 'hospital.example' }] },
        leaf: { names: [mail] },
      },
    ],
    [
      'one that hides in the subject',
      {
        intermediate: { permitted: [{ rfc822Name: 'hospital.example' }] },
        leaf: { name: nameOf([['1.2.840.113549.1.9.1', 'a@evil.example']]) },
      },
    ],
    [
      'an IP address where such are limited',
      {
        intermediate: { excluded: [{ iPAddress: '10.0.0.0/8' }] },
        leaf: { names: [{ iPAddress: '10.0.0.1' }] },
      },
    ],
    [
      'a URL where such are limited',
      {
        intermediate: { permitted: [{ uniformResourceIdentifier: 'hospital.example' }] },
        leaf: { names: [{ uniformResourceIdentifier: 'https://evil.example/' }] },
      },
    ],
  ])('refuses %s', async (_, spec) => {
    const { chain, options } = await hierarchy(spec)
    await expect(verifyX5c(chain, options)).rejects.toMatchObject({
      code: 'x5c_name_not_permitted',
      place: '/x5c/0',
    })
  })

  test.each([
    'evil.example.',
    'example.',
    '*.evil.example',
    ' evil.example',
    'https://evil.example',
    '..evil.example',
    '.',
  ])('refuses every domain where one is limited that cannot be read: %j', async (limit) => {
    // What is limited is another domain, so nothing but the spelling speaks against the chain.
    const held = await hierarchy({ intermediate: { excluded: [dns(limit)] } })
    await expect(verifyX5c(held.chain, held.options)).rejects.toMatchObject({
      code: 'x5c_name_not_permitted',
    })
    const permitted = [dns('hospital.example'), dns(limit)]
    const free = await hierarchy({ intermediate: { permitted } })
    await expect(verifyX5c(free.chain, free.options)).rejects.toMatchObject({
      code: 'x5c_name_not_permitted',
    })
  })

  test.each([{ minimum: 1 }, { maximum: 2 }])(
    'refuses limits on how far below: %j',
    async (limits) => {
      const constraints = (distance: object) =>
        extension(
          id_ce_nameConstraints,
          new NameConstraints({
            permittedSubtrees: new GeneralSubtrees([
              new GeneralSubtree({ base: new GeneralName({ dNSName: 'example' }), ...distance }),
            ]),
          }),
        )
      const near = await hierarchy({ intermediate: { extra: [constraints({})] } })
      await expect(verifyX5c(near.chain, near.options)).resolves.toBeDefined()
      const far = await hierarchy({ intermediate: { extra: [constraints(limits)] } })
      await expect(verifyX5c(far.chain, far.options)).rejects.toMatchObject({
        code: 'x5c_name_not_permitted',
      })
    },
  )

  test('refuses a name that cannot be read where names are excluded', async () => {
    const type = '2.5.4.10'
    const value = new AttributeValue({ teletexString: 'Evil' })
    const name = new Name([
      new RelativeDistinguishedName([new AttributeTypeAndValue({ type, value })]),
    ])
    const free = await hierarchy({ leaf: { name } })
    const facts = await verifyX5c(free.chain, free.options)
    expect(facts.subject.organization).toBeUndefined()
    const excluded = [{ directoryName: nameOf([[type, 'Evil']]) }]
    const held = await hierarchy({ leaf: { name }, intermediate: { excluded } })
    await expect(verifyX5c(held.chain, held.options)).rejects.toMatchObject({
      code: 'x5c_name_not_permitted',
    })
  })

  test('refuses an authority, too, whose name another above may not certify', async () => {
    const { chain, options } = await hierarchy({
      root: { permitted: [folder('Example Hospital')] },
    })
    await expect(verifyX5c(chain, options)).rejects.toMatchObject({
      code: 'x5c_name_not_permitted',
      place: '/x5c/1',
    })
  })
})
