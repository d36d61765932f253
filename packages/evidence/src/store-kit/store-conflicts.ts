import { EvidenceError } from '../errors.ts'

/** What every store throws where a version of that number is there. */
export function versionConflict(): EvidenceError {
  return new EvidenceError('evidence_version_conflict', 'Somebody added a version in between')
}

/** What every store throws where the depositor has used a key. */
export function keyReused(): EvidenceError {
  return new EvidenceError('evidence_key_reused', 'Stands for another deposit')
}

/** What every store throws where something is to be erased that is held. */
export function idOnHold(): EvidenceError {
  return new EvidenceError('evidence_on_hold', 'A legal hold is on it')
}

/** What every store throws where something is to be added to, or held, that has a tombstone. */
export function alreadyErased(): EvidenceError {
  return new EvidenceError('evidence_erased', 'Erased, as its tombstone says')
}

/** What every store throws where another process was faster. */
export function logConflict(): EvidenceError {
  return new EvidenceError('log_conflict', 'The log has another size by now', {
    outcome: 'unknown',
  })
}
