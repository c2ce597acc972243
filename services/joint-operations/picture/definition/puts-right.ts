import { reportTypeOf } from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'

/**
 * Whether a record puts an earlier one right or takes it back: one of its own agency's, or, told beside it, another
 * agency's that it disputes. Neither is a first report.
 */
export const putsRight = (
  event: Pick<RecordedEvent, 'type' | 'data' | 'envelope'>,
): { readonly corrects: boolean; readonly retracts: boolean } => {
  const { corrects, retracts } = event.envelope
  const { disputes } = event.data as { readonly disputes?: unknown }
  const isBeside = typeof disputes === 'string'
  const takesBack = reportTypeOf(event) === 'ReportRetracted'
  return {
    corrects: corrects !== undefined || (isBeside && !takesBack),
    retracts: retracts !== undefined || (isBeside && takesBack),
  }
}
