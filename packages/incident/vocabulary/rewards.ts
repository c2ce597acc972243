import { defineEvent } from '@concord/kernel'
import { defineVocabulary } from '../agency-definition.ts'
import { countSchema, details, nameSchema, narrativeSchema } from '../details/details.ts'

const AssistanceRecorded = defineEvent({
  type: 'AssistanceRecorded',
  schemaVersion: 1,
  command: 'RecordAssistance',
  description: 'A citizen helped. Known by a code; who it is stands nowhere in the log.',
  data: details({
    helper: nameSchema.meta({ description: 'The code of the helper.' }),
    what: narrativeSchema.optional().meta({ description: 'What the helper did.' }),
  }),
})

const rewardDetails = details({
  reward: nameSchema.optional().meta({ description: 'The number of the reward, where it has one.' }),
  helper: nameSchema.optional().meta({ description: 'The code of the helper.' }),
  amount: countSchema.optional().meta({ description: 'The amount, in `currency`.' }),
  currency: nameSchema.optional().meta({ description: 'ISO 4217 code.' }),
  reason: narrativeSchema.optional().meta({ description: 'Why.' }),
})

const reward = <const Type extends string>(type: Type, command: string, description: string) =>
  defineEvent({ type, schemaVersion: 1, command, description, data: rewardDetails })

/** Rewards for people who help. Lines of the timeline, no more: a reward must not point at anybody. */
export const rewards = defineVocabulary(
  [
    AssistanceRecorded,
    reward('RewardProposed', 'ProposeReward', 'A reward was proposed.'),
    reward('RewardApproved', 'ApproveReward', 'A reward was approved.'),
    reward('RewardPaid', 'PayReward', 'A reward was paid.'),
    reward('RewardRejected', 'RejectReward', 'A reward was not approved.'),
  ],
  {
    AssistanceRecorded: () => [],
    RewardProposed: () => [],
    RewardApproved: () => [],
    RewardPaid: () => [],
    RewardRejected: () => [],
  },
)
