import type { Corpus } from './corpus.ts'
import { dataIntegrityJcs } from './data-integrity-jcs.ts'
import { dataIntegrityRdfc } from './data-integrity-rdfc.ts'
import { didKey } from './did-key.ts'
import { didWebvh } from './did-webvh.ts'
import { fhirR4Consents, fhirR5Consents } from './fhir-consents.ts'
import { ihePcf } from './ihe-pcf.ts'
import { jcs } from './jcs.ts'
import { joseCookbook } from './jose-cookbook.ts'
import { jsonBadInput } from './json-bad-input.ts'
import { merkle } from './merkle.ts'
import { rdfCanon } from './rdf-canon.ts'
import { sdJwtFrames } from './sd-jwt-frames.ts'
import { sdJwtGenerated } from './sd-jwt-generated.ts'
import { sdJwtVcExamples } from './sd-jwt-vc-examples.ts'
import { tokenStatusList } from './token-status-list.ts'
import { vcdm2 } from './vcdm2.ts'
import { wycheproof } from './wycheproof.ts'

export const allCorpora: readonly Corpus[] = [
  dataIntegrityJcs,
  dataIntegrityRdfc,
  didKey,
  didWebvh,
  fhirR4Consents,
  fhirR5Consents,
  ihePcf,
  jcs,
  jsonBadInput,
  joseCookbook,
  merkle,
  rdfCanon,
  sdJwtGenerated,
  sdJwtFrames,
  sdJwtVcExamples,
  tokenStatusList,
  vcdm2,
  wycheproof,
]
