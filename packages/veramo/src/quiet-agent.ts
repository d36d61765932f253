import type { IAgent, IAgentPlugin, IPluginMethodMap } from '@veramo/core-types'
import { VeramoError } from './errors.ts'
import { assertTogether } from './method-set.ts'

/**
 * The methods that have a name of their own. Veramo's interfaces also have an index signature,
 * under which every misspelt name compiles.
 */
export type NamedMethods<Methods> = Methods extends unknown
  ? { [Name in keyof Methods as string extends Name ? never : Name]: Methods[Name] }
  : never

/**
 * What an agent of these plugins can do, for `createAgent<MethodsOf<typeof plugins>>({ plugins })`.
 * A wrong method name does not compile.
 */
export type MethodsOf<Plugins extends readonly IAgentPlugin[]> = Intersection<
  NamedMethods<NonNullable<Plugins[number]['methods']>>
>

type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never

/**
 * Keeps what is passed through an agent out of its debug output: Veramo writes the arguments and
 * results of every call there, tokens and names of patients included. Without schema validation.
 *
 * @returns The same agent.
 * @throws {@link VeramoError} `argument_refused`: a plugin behind that of `createCredentialPlugin` has
 *   taken some of its methods, so that another verifier than ours would answer; from `execute`:
 *   `method_not_found`.
 */
export function quietAgent<Agent extends IAgent>(agent: Agent): Agent {
  // Not in their interface, yet public in their class.
  const { methods, context } = agent as unknown as {
    readonly methods: IPluginMethodMap
    readonly context?: object
  }
  assertTogether(methods)
  const execute: IAgent['execute'] = async (method, args) => {
    const call = Object.hasOwn(methods, method) ? methods[method] : undefined
    if (call === undefined) throw new VeramoError('method_not_found', 'No plugin has this method')
    return call(args ?? {}, { ...context, agent })
  }
  // Every method of the agent goes through this one.
  return Object.defineProperty(agent, 'execute', { value: execute })
}
