import type { BridgeTexts } from './error-codes.ts'

export const chineseBridgeErrors: BridgeTexts = {
  bridge_options_invalid: '钱包登录的设置有误',
  bridge_scope_invalid: '平台请求的登录范围不存在，或不能同时请求',
  bridge_person_unclear: '出示的内容已核验，但不足以确定是谁的账户',
  bridge_transaction_malformed: '登录请求的内容不完整，无法同意',
  bridge_keys_differ: '钱包登录的密钥与数据库中登记的不同',
  bridge_platform_unreached: '未能通知平台登录已结束',
  bridge_platform_unknown: '登录所在的平台已不在此处的名单中',
  bridge_store_failed: '钱包登录的数据库没有应答，或同时有其他写入',
}
