import { agreed, evidence, improvement, intelligence, publicAlerts, risk, speak } from '@concord/incident'
import { exercise } from './exercise/view.ts'
import { glass } from './glass/view.ts'
import { lifecycle } from './lifecycle/view.ts'
import { operation } from './operation/view.ts'
import { papers } from './papers/view.ts'

/** Everything that the joint operation centre says. */
export const vocabulary = speak(
  agreed,
  lifecycle,
  operation,
  exercise,
  papers,
  glass,
  intelligence,
  publicAlerts,
  risk,
  evidence,
  improvement,
)
