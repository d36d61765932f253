import type { Corpus } from './corpus.ts'
import { jcs } from './jcs.ts'
import { jsonBadInput } from './json-bad-input.ts'

export const allCorpora: readonly Corpus[] = [jcs, jsonBadInput]
