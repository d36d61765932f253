import { CodedError } from '@fidecura/base'

type StoryErrorCode =
  /** Something else came out than the story says. */
  'story_otherwise'

class StoryError extends CodedError<StoryErrorCode> {}

/** @param place - What it is about. */
export function expectThat(condition: boolean, place: string): asserts condition {
  if (!condition) throw new StoryError('story_otherwise', 'Something else came out', { place })
}
