import { readdirSync, readFileSync } from 'node:fs'
import type { JsonValue } from '@fidecura/base'
import { CredentialError, credentialTypes } from '@fidecura/credentials'
import { healthSchemaOf, schemaIdOf } from '@fidecura/credentials/types'
import { describe, expect, test } from '@jest/globals'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { shapeOf } from '../../src/claim-shape.ts'
import { healthSpecs } from '../../src/health-specs.ts'
import { healthClaims } from '../samples.ts'
import { claimsLike, mutate, mutations } from './arbitrary-claims.ts'

const ajv = new Ajv2020({ strict: true, allErrors: true, ownProperties: true })
const types = Object.values(credentialTypes)
const folder = new URL('../../schemas/', import.meta.url)

function compile(type: (typeof types)[number]): ValidateFunction {
  return ajv.getSchema(schemaIdOf(type)) ?? ajv.compile(healthSchemaOf(type))
}

/** Where ajv finds fault, in the way our errors say it. */
function placesOf(errors: readonly ErrorObject[] | null | undefined): readonly string[] {
  return (errors ?? []).map(({ instancePath, keyword, params }) =>
    keyword === 'required' ? `${instancePath}/${params['missingProperty']}` : instancePath,
  )
}

/** Undefined where the check that verifiers run finds no fault. */
function faultOf(shape: ReturnType<typeof shapeOf>, claims: JsonValue): string | undefined {
  try {
    shape(claims, '')
    return undefined
  } catch (error) {
    if (CredentialError.is(error) && error.code === 'credential_claims_invalid') return error.place
    throw error
  }
}

describe.each(types)('the schema of %s', (type) => {
  const schema = healthSchemaOf(type)

  test('is the one that is published with the package', () => {
    const [name, version] = type.split(':').slice(-2)
    const published = readFileSync(new URL(`${name}.${version}.json`, folder), 'utf8')
    expect(JSON.parse(published)).toEqual(schema)
    expect(schema['$id']).toBe(`urn:fidecura:schema:${name}:${version}`)
  })

  test('judges 5,000 claims as the check of issuers and verifiers does, and for the same reason', () => {
    const validate = compile(type)
    const shape = shapeOf(healthSpecs[type])
    const seen = { accepted: 0, refused: 0 }
    fc.assert(
      fc.property(claimsLike(healthSpecs[type]), mutations, (valid, changes) => {
        const claims = mutate(valid, changes)
        const right = validate(claims)
        const fault = faultOf(shape, claims)
        expect(fault === undefined).toBe(right)
        if (right) seen.accepted++
        else {
          seen.refused++
          expect(placesOf(validate.errors)).toContain(fault)
        }
      }),
      { numRuns: 5000, seed: 11, endOnFailure: true },
    )
    // Or the property would hold of hardly anything.
    expect(seen.accepted).toBeGreaterThan(1000)
    expect(seen.refused).toBeGreaterThan(1000)
  }, 60_000)

  test('takes our own example', () => {
    expect(compile(type)(healthClaims[type])).toBe(true)
  })
})

test('nothing but the schemas of our types is published', () => {
  expect(readdirSync(folder)).toHaveLength(types.length)
})
