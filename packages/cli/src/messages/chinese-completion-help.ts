import type { CompletionHelp } from './help.ts'

export const chineseCompletionHelp: CompletionHelp = {
  about: '输出脚本，使命令行可以补全命令和选项',
}
