import type { Corpus } from './corpus.ts'
import { didKey } from './did-key.ts'
import { jcs } from './jcs.ts'
import { joseCookbook } from './jose-cookbook.ts'
import { jsonBadInput } from './json-bad-input.ts'
import { wycheproof } from './wycheproof.ts'

export const allCorpora: readonly Corpus[] = [didKey, jcs, jsonBadInput, joseCookbook, wycheproof]
