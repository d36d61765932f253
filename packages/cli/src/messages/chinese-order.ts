import type { OrderMessages } from './order-messages.ts'

const kinds: OrderMessages['kinds'] = {
  accredit_department: '为科室的密钥授予签发资格',
  add_root: '信任另一个根',
  remove_root: '不再信任某个根',
  add_partner: '可向另一家医院的患者请求同意',
  remove_partner: '不再向某家医院的患者请求同意',
  add_platform: '允许在某平台登录',
  remove_platform: '不再允许在某平台登录',
  set_jurisdiction: '改用另一地的规则判定',
  confirm_restore: '确认医院由备份恢复的状态，恢复运行',
  end_sessions: '使某人退出登录',
  take_backup: '备份',
}

const states = { proposed: '等待', done: '已执行', expired: '已过期', declined: '已拒绝' } as const

export const chineseOrder: OrderMessages = {
  about: (hospital) => `对 ${hospital} 的指令：`,
  kinds,
  until: (at) => `须在 ${at} 之前执行`,
  ask: '签署此指令？',
  declined: '未签署任何内容',
  proposed: (id) => `等待另一位管理员：fidecura hospital order approve ${id}`,
  done: '已执行',
  ended: '已拒绝：该指令不再执行',
  line: (state, kind, id, by) => `${states[state]}：${kinds[kind]}（${id}，${by}）`,
  none: '没有指令',
}
