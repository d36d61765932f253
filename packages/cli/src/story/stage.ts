import type { Store } from '@fidecura/store'
import type { LoopbackHost, TestClock } from '@fidecura/testing'
import type { Artefacts } from './artefacts.ts'
import type { ActName } from './messages.ts'
import type { Recorder } from './recorder.ts'

/** What every act needs: where it is played and who writes it down. */
export interface Stage {
  readonly recorder: Recorder
  /** Starts at the real time, and is moved on by the acts. */
  readonly clock: TestClock
  readonly host: LoopbackHost
  readonly store: Store
  readonly artefacts: Artefacts
  /** Announces the next act. */
  readonly act: (name: ActName) => void
}
