import type { SwitchMessages } from './messages.ts'

export const chineseSwitch: SwitchMessages = {
  preview: (count, valid) => `共涉及 ${count} 份凭证，其中 ${valid} 份目前有效`,
  suspendedAll: (act, changed, matched) =>
    `已停用 ${matched} 份中的 ${changed} 份。如需恢复：credential undo ${act}`,
  undone: (act, reinstated) => `已恢复 ${act} 所停用的 ${reinstated} 份`,
  revokedAll: (act, changed) => `已按两人的撤销令 ${act} 撤销 ${changed} 份，不可恢复`,
  proposed: (id, until) => `尚未撤销：第二人可在 ${until} 之前批准 ${id}`,
  orderSigned: (id, digest, path) => `已签署撤销令 ${id}\n摘要：${digest}\n已写入：${path}`,
  order: {
    shown: '撤销令，一经执行不可恢复。内容如下：',
    issuer: (did) => `签发方：${did}`,
    selection: {
      id: (value) => `范围：凭证 ${value}`,
      type: (value) => `范围：类型为 ${value} 的全部凭证`,
      subject: (value) => `范围：关于 ${value} 的全部凭证`,
      person: (value) => `范围：带有号码 ${value} 的全部凭证`,
      department: (value) => `范围：${value} 的全部岗位凭证及其签发资格`,
    },
    everything: '范围：该签发方签发过的一切凭证',
    count: (expected) =>
      expected === undefined
        ? '数量：届时有多少就撤销多少，撤销令未写明数量'
        : `数量：必须正好 ${expected} 份，否则不撤销`,
    reason: (code) => `原因：${code ?? '撤销令未写明原因'}`,
    from: (instant) =>
      instant === undefined
        ? '失效时间：撤销之时'
        : `失效时间：${instant} 起，此后所做的均视为无凭证`,
    until: (instant) => `最迟执行时间：${instant}`,
    by: (did, instant) => `第一签署人：${did}，自称签署于 ${instant}`,
    digest: (digest) => `摘要，供与第一签署人核对：${digest}`,
    ask: '是否作为第二人签署同一撤销令？',
    declined: '未签署任何内容',
  },
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
