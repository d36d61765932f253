import type { Messages } from './messages.ts'

export const chinese: Messages = {
  passphrasePrompt: '密钥文件的口令',
  newPassphrasePrompt: '新口令，至少八个字符',
  keyMade: (did, path) => `已为 ${did} 生成密钥\n保存于 ${path}`,
  written: (path) => `已写入 ${path}`,
  verdict: { passed: '是', failed: '否', unknown: '无法判定' },
  error: (code, message, place) =>
    place === undefined ? `${message}（${code}）` : `${message}：${place}（${code}）`,
  tryHelp: '请参阅 fidecura --help',
}
