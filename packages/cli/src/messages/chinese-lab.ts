import type { LabMessages } from './lab-messages.ts'

export const chineseLab: LabMessages = {
  serving: (address, samples) =>
    samples
      ? `正在 ${address} 判断虚构的样例，直至停止；结果不涉及任何真实的人`
      : `正在 ${address} 提供验证，直至停止`,
  canJudge: ({ roots, registers, bundleOf, isOnline, audience, decides }) => [
    roots === 0
      ? '信任的根：无，因此谁也不会通过：trust add DID --types …'
      : `信任的根：${roots} 个`,
    isOnline
      ? '密钥和状态列表：从网络获取'
      : bundleOf === undefined
        ? '离线信任包：无，因此几乎都无法判定：bundle fetch'
        : `离线信任包：签于 ${bundleOf}`,
    audience === undefined
      ? '出示：不判断，因为没有 --audience'
      : `出示：判断向 ${audience} 作出的`,
    decides
      ? `POST /decide：依据登记处的答复，信任 ${registers} 个`
      : 'POST /decide：关闭；需要登记处（trust add DID --register）、--custodian，以及 --jurisdiction 或 --combine',
  ],
  bundleTaken: (sequence, signer, issuedAt) =>
    `已换用新的离线信任包：序号 ${sequence}，由 ${signer} 于 ${issuedAt} 签名`,
  trusted: {
    root: '信任的根',
    register: '信任的登记处',
    bundleSigner: '离线信任包的签名方',
  },
  fingerprint: (groups) => `指纹 ${groups}`,
  compare: '请当面、通过电话或书面向密钥所有者逐一核对指纹，不要以送来它的那条消息为准',
  trustsNobody: '尚未信任任何一方',
  trustedNoMore: (did) => `不再信任：${did}`,
  askPin: '从现在起只认这些密钥？',
  unchanged: '未作任何更改',
  samplesMade: (count, folder) => `已在 ${folder} 生成 ${count} 个样例`,
  sampleRight: '与预期一致',
  sampleWrong: (said) => `与预期不一致：${said}`,
  samplesRight: (right, count) => `${count} 个中有 ${right} 个与预期一致`,
}
