import type { BreakGlassRules } from '@fidecura/consent'
import type { TrustedRoot } from '@fidecura/credentials'
import { z } from 'zod'
import type { Choice, Configuration, Department, Staffing } from '../api/bodies.ts'
import { called, typed } from './named.ts'
import { party } from './people.ts'
import { coding, did, publicJwk } from './values.ts'

const choice: z.ZodType<Choice> = called(
  'Choice',
  z
    .strictObject({
      coding,
      labels: z.strictObject({ en: z.string(), 'zh-CN': z.string() }),
    })
    .describe('A code, and how people call it.'),
)

const staffing: z.ZodType<Staffing> = called(
  'Staffing',
  z
    .strictObject({
      jurisdiction: z.string().describe('ISO 3166-1 or 3166-2.'),
      register: z
        .strictObject({ system: z.string(), name: z.string() })
        .describe('Where a registration number counts.'),
      purposes: z
        .array(z.string())
        .describe('What a role may ask for, if the list says nothing: codes of v3-ActReason.'),
      professions: z.array(choice),
      specialties: z.array(choice),
    })
    .describe('How lists of staff are read: their words become these codes.'),
)

const department: z.ZodType<Department> = called(
  'Department',
  z
    .strictObject({
      id: z.string().describe('Its name in paths, such as `cardiology`.'),
      did,
      name: z.string(),
    })
    .describe('A department of the hospital.'),
)

const trustedRoot: z.ZodType<TrustedRoot> = typed(
  '@fidecura/credentials#TrustedRoot',
  z.strictObject({
    did,
    types: z.array(z.string()).describe('What may hang below it, however deep.'),
    keys: z.array(z.string()).optional().describe('RFC 7638 thumbprints of its only keys.'),
    directory: z
      .string()
      .optional()
      .describe('Where the accreditations that it gives are published.'),
  }),
  'TrustedRoot',
)

const breakGlassRules: z.ZodType<BreakGlassRules> = typed(
  '@fidecura/consent#BreakGlassRules',
  z.strictObject({
    maxSeconds: z.int().describe('The longest that one request may open a record for.'),
    reasons: z.array(z.string()).describe('Codes of reasons that it knows.'),
  }),
  'BreakGlassRules',
)

export const configuration: z.ZodType<Configuration> = called(
  'Configuration',
  z
    .strictObject({
      tenant: z.string(),
      name: z.string(),
      did,
      audience: z.string().describe('For sign-in and presentations.'),
      origin: z.string(),
      roots: z.array(trustedRoot),
      custodian: z
        .strictObject({ did, name: z.string(), register: did, recordSystem: z.string() })
        .describe('Who keeps the records, by which register, and how they are numbered.'),
      bundleSigner: publicJwk.describe(
        'The key that signs the trust bundle: of a hosted DID a bundle could not be opened by that bundle itself.',
      ),
      jurisdiction: z
        .enum(['opt_in', 'china', 'health_data_space'])
        .describe(
          'Whose rules decide: `optIn`, `china` or `healthDataSpace` of `@fidecura/consent/jurisdictions`.',
        ),
      departments: z.array(department),
      partners: z
        .array(party)
        .describe('Hospitals whose patients its doctors may ask for a consent from afar.'),
      emergency: breakGlassRules
        .optional()
        .describe('What may be done in an emergency; absent: nothing.'),
      notice: z
        .strictObject({ url: z.string(), digest: z.string() })
        .describe('What tells people what is done with their data.'),
      staffing: staffing.describe(
        'What a list of staff may say; without it the console brings none in.',
      ),
    })
    .describe(
      'What an app has to know of a hospital. Whom it trusts it reads from its own `config.json`.',
    ),
)

export const trustBundle: z.ZodType<{ readonly bundle: string }> = z.strictObject({
  bundle: z
    .string()
    .describe('For `openTrustBundle`, pinned to `bundleSigner` of the app’s own `config.json`.'),
})

export const healthy: z.ZodType<{ readonly healthy: true }> = z.strictObject({
  healthy: z.literal(true),
})
