import { CodedError, isJsonObject, type JsonValue, parseJsonText } from '@fidecura/base'
import { type StepName, stepNames } from './messages.ts'
import type { StoryStep } from './recorder.ts'

/** Reads what another process printed; whatever is no list of steps is a step that failed. */
export function parseSteps(output: string): readonly StoryStep[] {
  try {
    const json = parseJsonText(output)
    const steps = isJsonObject(json) ? json['steps'] : undefined
    if (isList(steps)) {
      const read = steps.map(readStep)
      if (read.length > 0 && read.every((step) => step !== undefined)) return read
    }
  } catch (error) {
    if (!CodedError.is(error)) throw error
  }
  return [{ name: 'archive_files_whole', outcome: 'failed', code: 'internal_error', ms: 0 }]
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function readStep(value: JsonValue): StoryStep | undefined {
  if (!isJsonObject(value)) return undefined
  const { name, outcome, code, place, ms } = value
  if (!isStepName(name) || typeof ms !== 'number') return undefined
  if (outcome !== 'ok' && outcome !== 'failed') return undefined
  return {
    name,
    outcome,
    ms,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof place === 'string' ? { place } : {}),
  }
}

function isStepName(value: JsonValue | undefined): value is StepName {
  return stepNames.some((name) => name === value)
}
