import { modeOf } from '@concord/incident'
import type { EventEntry, TopicAnswer } from '../../picture/picture.ts'

/** What counts of everything known of a topic: what is played in a real incident is a line of its timeline alone. */
export const countingIn = ({ view, known }: TopicAnswer): readonly EventEntry[] =>
  known.filter(({ event }) => modeOf(event) === view.mode)
