import type { Language } from '../messages/messages.ts'
import { englishStory } from './messages-en.ts'
import { chineseStory } from './messages-zh.ts'

/** What a person reads of the story, step by step. */
export interface StoryMessages {
  readonly acts: Readonly<Record<ActName, string>>
  readonly steps: Readonly<Record<StepName, string>>
  readonly decisions: Readonly<Record<string, string>>
  readonly refusedWith: (code: string) => string
  /** What went wrong, in words where they are known, and its code. */
  readonly failedWith: (problem: string) => string
  readonly readAs: (version: string) => string
  readonly textShown: string
  readonly decision: string
  readonly onChain: string
  readonly notAnchored: string
  readonly anchored: (size: number, root: string) => string
  readonly done: (seconds: string, attacks: number) => string
  readonly failed: (steps: number) => string
  readonly filesIn: (folder: string) => string
}

export type ActName = (typeof actNames)[number]
export type StepName = (typeof stepNames)[number]

const actNames = [
  'identify',
  'vouch',
  'consent',
  'decide',
  'suspend',
  'withdraw',
  'preserve',
  'attack',
  'archive',
] as const

/** Every step that a story may have, in the order of the acts. */
export const stepNames = [
  'keys_made',
  'patient_identified',
  'organisations_accredited',
  'doctor_licensed',
  'role_granted',
  'log_opened',
  'wish_read',
  'consent_signed',
  'consent_registered',
  'consent_deposited',
  'chain_verified',
  'statements_verified',
  'treatment_decided',
  'research_decided',
  'other_department_decided',
  'old_word_decided',
  'entry_signed',
  'entry_confirmed',
  'entry_verified',
  'entry_deposited',
  'role_suspended',
  'status_deposited',
  'suspended_role_refused',
  'earlier_entry_stands',
  'claimed_time_is_unknown',
  'impact_listed',
  'withdrawal_signed',
  'withdrawal_registered',
  'withdrawal_deposited',
  'withdrawal_decided',
  'log_read',
  'evidence_looked_up',
  'look_up_refused',
  'erase_on_hold_refused',
  'deposit_erased',
  'erased_is_gone',
  'old_proof_stands',
  'log_goes_on',
  'checkpoint_anchored',
  'anchor_read_back',
  'log_held_to_anchor',
  'attack_altered_claim',
  'attack_altered_disclosure',
  'attack_foreign_key',
  'attack_duplicate_member',
  'attack_status_missing',
  'attack_garbage',
  'attack_expired',
  'attack_not_yet_valid',
  'attack_not_accredited',
  'attack_licence_of_another',
  'attack_status_of_another_signer',
  'attack_status_unreachable',
  'attack_replayed',
  'attack_wrong_audience',
  'attack_consent_by_stranger',
  'attack_altered_fhir',
  'attack_hidden_withdrawal',
  'attack_backdated_entry',
  'attack_clock_set_back',
  'attack_altered_record',
  'attack_proof_of_another',
  'attack_forked_log',
  'attack_split_view',
  'attack_other_than_anchored',
  'public_traces_kept',
  'archive_files_whole',
  'archive_bundle_opened',
  'archive_credentials_held',
  'archive_opens_no_gate',
  'archive_is_not_the_present',
  'archive_consent_verified',
  'archive_entry_verified',
  'archive_evidence_verified',
  'archive_versions_linked',
  'archive_anchored',
] as const

export function storyMessagesOf(language: Language): StoryMessages {
  return language === 'zh-CN' ? chineseStory : englishStory
}
