import type { EvidenceMessages } from './messages.ts'

export const chineseEvidence: EvidenceMessages = {
  logPassphrasePrompt: '日志密钥文件的口令',
  deposited: (id, number) => `已存证，已入日志并由见证节点共同签名：${id}，第 ${number} 版`,
  version: (number, at, size) =>
    `第 ${number} 版，存证于 ${at}：${size === undefined ? '已删除' : `${size} 字节`}`,
  onHold: '已被依法冻结，不可删除',
  verified: (depositor, at) => `是，原文未经篡改：由 ${depositor} 存证，于 ${at} 已存在`,
  isVersion: (id, number) => `为 ${id} 的第 ${number} 版`,
  mayBeOlder: '证明文件不能说明是否有更新的版本',
  askErase: (id) => `是否永久删除 ${id} 的所有版本？`,
  notErased: '未删除任何内容',
  erased: (id) => `已永久删除，日志中留有删除标记：${id}`,
  held: (id) => `解除冻结之前不可删除：${id}`,
  released: (id) => `可再删除：${id}`,
  serving: (name, address) => `正在 ${address} 提供日志 ${name}，直至停止`,
  witnessing: (key, address) => `见证节点运行于 ${address}，直至停止；其公钥：\n${key}`,
  splitView: (path) => `有日志签署了两份历史！此文件与先前所签的一并可作证明：${path}`,
}
