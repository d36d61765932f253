import { cachedDataVersionTag } from 'node:v8'
import vm from 'node:vm'

// Each file of tests has a world of its own, for which jest compiles every module anew: a tenth of all that tests take.

/**
 * Compiles in this process the same text of the same file once, and takes from then on what the engine made of it. Each
 * world still runs it for itself.
 */
export function compileOnce() {
  const { SourceTextModule, compileFunction } = vm
  const ofModules = new Map()
  const ofFunctions = new Map()
  vm.SourceTextModule = class extends SourceTextModule {
    constructor(code, options) {
      const name = [engine(), options?.identifier, code].join('\0')
      const cachedData = ofModules.get(name)
      super(code, cachedData === undefined ? options : { ...options, cachedData })
      // Not once it has run.
      if (cachedData === undefined) ofModules.set(name, this.createCachedData())
    }
  }
  vm.compileFunction = (code, parameters = [], options = {}) => {
    const name = [engine(), options.filename, ...parameters, code].join('\0')
    const cachedData = ofFunctions.get(name)
    if (cachedData !== undefined)
      return compileFunction(code, parameters, { ...options, cachedData })
    const compiled = compileFunction(code, parameters, { ...options, produceCachedData: true })
    if (compiled.cachedData !== undefined) ofFunctions.set(name, compiled.cachedData)
    return compiled
  }
}

/** With its flags, for a test may set one: the engine takes nothing back that it made under others. */
function engine() {
  return String(cachedDataVersionTag())
}
