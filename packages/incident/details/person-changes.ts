import type { Change, PersonStatus } from '../changes/change.ts'
import { codesOf, type Whom } from './details.ts'

/** That everybody whom an event is about is in a state from then on. */
export const personsAre = (status: PersonStatus, whom: Whom): readonly Change[] =>
  codesOf(whom).map((subject) => ({ change: 'person', subject, status }))
