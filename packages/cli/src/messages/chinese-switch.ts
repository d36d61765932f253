import type { SwitchMessages } from './messages.ts'

export const chineseSwitch: SwitchMessages = {
  preview: (count, valid) => `共涉及 ${count} 份凭证，其中 ${valid} 份目前有效`,
  suspendedAll: (act, changed, matched) =>
    `已停用 ${matched} 份中的 ${changed} 份。如需恢复：credential undo ${act}`,
  undone: (act, reinstated) => `已恢复 ${act} 所停用的 ${reinstated} 份`,
  revokedAll: (act, changed) => `已按两人的撤销令 ${act} 撤销 ${changed} 份，不可恢复`,
  proposed: (id, until) => `尚未撤销：第二人可在 ${until} 之前批准 ${id}`,
  orderSigned: (id, path) => `已签署撤销令 ${id}\n已写入：${path}`,
  progress: (matched) => `${matched}……`,
  before: (instant, count) =>
    instant === undefined
      ? `该凭证至今未曾失效；依据它的有 ${count} 项：`
      : `${instant} 之前且已证明时间的：${count} 项`,
  after: (instant, count) => `${instant} 起，或无法证明时间的：${count} 项`,
  use: { entry: '临床记录', presentation: '出示', statement: '患者声明' },
  unproven: '时间仅为签署人所称',
  more: '还有更多：请提高 --limit',
}
