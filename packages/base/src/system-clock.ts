import { type Clock, epochSeconds } from './time.ts'

/**
 * The clock of this machine, in whole seconds, for whoever names it: nothing in these packages reads
 * the time by itself.
 */
export const systemClock: Clock = () => epochSeconds(Math.floor(Date.now() / 1000))
