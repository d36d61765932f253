import type { LifeMessages } from './life-messages.ts'

const nameOf = (file: string | undefined): string => file ?? 'FILE'

export const chineseLife: LifeMessages = {
  takeIn: (file) => `登记处收到后方才生效：consent register ${nameOf(file)}`,
  othersFirst: (file) =>
    `如需多名监护人一致同意，请各自执行 consent agree ${nameOf(file)} --as guardian，再执行 consent register`,
  deskFirst: (file) =>
    `须先由第二人同意：consent agree ${nameOf(file)} --as desk；登记处收到两份后方才生效`,
  agreeTo: '以下为他人已签署、将由您表示同意的内容：',
  askAgree: '是否同意？',
  agreed: '已同意；请将此文件与所涉文件一并提交：consent register --agreement',
  agreedBeside: '已同意；登记处会保存此文件，验证时也请一并提供：--agreement',
  ratified: (id) => `已签署追认：${id}`,
  askRatify: '是否予以追认，视为您本人的意思？',
  beside: (as, issuer) => `以 ${as} 身份共同签名：${issuer}`,
  withdrawal: (statement, record, issuer, identified) =>
    [
      '撤回一份声明，且不可恢复。',
      `声明：${statement}`,
      `病历号：${record}`,
      `签署人：${issuer}`,
      ...(identified === undefined ? [] : [`患者身份核实方式：${identified}`]),
    ].join('\n'),
  emergency: (issuer) =>
    `您将调阅一份未向您开放的病历。患者会被告知，并看到您的身份和您的说明：${issuer}`,
  askEmergency: '是否确属由您负责的紧急调阅？',
  emergencySigned: '已签署；病历保管方记录之后方才生效',
  telling: (count) => `${count}……`,
  told: (count) => `已告知：${count}`,
  untold: (count, codes) => `未能告知，稍后重试：${count}（${codes}）`,
  noRecipients: '登记处没有该声明，因此无人应被告知',
  recipient: {
    signed: (at) => `已于 ${at} 签收`,
    told: (at) => `已于 ${at} 告知`,
    waiting: (attempts) => `尚未告知，已尝试次数：${attempts}`,
  },
  change: {
    registered: '已登记',
    replaced: '已取代',
    narrowed: '已缩小',
    withdrawn: '已撤回',
  },
  noticed: (change, statement, since) =>
    `自 ${since} 起，一份声明${change}：${statement}\n判定之前请重新获取登记处的证明`,
  contradiction: (register, record) => `${register} 就 ${record} 自相矛盾`,
  noContradictions: '此处所见的登记处均未自相矛盾',
  contradicts: (register, record) =>
    `已证明：${register} 就 ${record} 签署了两份不可能同时为真的证明`,
  waits: (entry) => `等待患者处理：${entry}`,
  nothingWaits: '没有等待该患者处理的记录',
  moreWait: (next) => `还有更多：--after ${next}`,
  amends: '（答复异议）',
  asked: (id) => `已签署授权请求 ${id}`,
  refused: '已拒绝；该请求不能再答复',
  wasRefused: (issuer) => `${issuer} 已拒绝`,
  wasAnswered: '是，该病历的患者本人为答复该请求签署了以下内容：',
  inCodes: (codes) => `代码：${codes}`,
  noNotices: '尚无人代该患者行事，亦无紧急调阅',
  acknowledged: (recipient) => `已保存：${recipient} 已签收通知`,
}
