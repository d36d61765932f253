import { createTemplateDesk, type Desk, type Run } from './support.ts'

/** Command lines as somebody types them: `./name` is a file of the folder, `$name` a variable. */
export interface Shell extends Desk {
  /** What `$name` stands for. */
  readonly variables: Map<string, string>
  /** Runs `fidecura …`, which may go over several lines. */
  fidecura(line: string): Promise<Run>
}

/** Its folder is kept until the last test of the file. */
export function createShell(): Shell {
  const desk = createTemplateDesk()
  const variables = new Map<string, string>()
  const variable = (name: string): string => {
    const value = variables.get(name)
    if (value === undefined) throw new Error(`$${name} was not set`)
    return value
  }
  const wordOf = (text: string): string =>
    text
      .replaceAll('"', '')
      .replace(/^\.\//, `${desk.folder}/`)
      .replace(/\$(\w+)/g, (_, name: string) => variable(name))
  return {
    ...desk,
    variables,
    fidecura: (line) => desk.run((line.match(/(?:"[^"]*"|[^\s"])+/g) ?? []).map(wordOf)),
  }
}
