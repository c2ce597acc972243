import { defineEvent, type NewEvent } from '@concord/kernel'
import { z } from 'zod'
import { ownEvent } from '../own-events/own-event.ts'

/** The least that an agency can record. */
const Noted = defineEvent({
  type: 'Noted',
  schemaVersion: 1,
  command: 'Note',
  description: 'Something was noted.',
  data: z.object({ text: z.string().optional() }),
})

/** Agencies that note, as a log takes them. */
export const noting = (...names: readonly string[]) => names.map((name) => ({ name, events: [Noted] }))

/** What an agency notes. */
export const noted = (agency: string, text?: string): NewEvent =>
  ownEvent(agency, Noted, text === undefined ? {} : { text }, new Date())
