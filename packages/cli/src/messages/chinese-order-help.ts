import type { OrderHelp } from './help.ts'

export const chineseOrderHelp: OrderHelp = {
  about: '管理运行中的医院：由持有密钥与岗位的人下达指令，重要的须两人',
  propose: '签署 JSON 所写的指令并提交；只需一人的立即执行',
  approve: '显示等待中的指令，作为第二人签署并执行',
  decline: '终止等待中的指令，无论由谁提出',
  list: '指令及其进展',
  hours: '等待第二人的时限，最长一周',
  yes: '不再询问：已有人读过',
}
