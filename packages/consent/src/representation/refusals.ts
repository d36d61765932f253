import { ConsentError } from '../errors.ts'

export function mismatch(): ConsentError {
  return new ConsentError('representation_mismatch', 'Not the representative that it speaks of')
}

export function beyondPower(): ConsentError {
  return new ConsentError('representation_beyond_power', 'Beyond what the representative may do')
}

export function notOfAge(): ConsentError {
  return new ConsentError('patient_not_of_age', 'The patient is too young to say this alone')
}
