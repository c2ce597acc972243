import { type Mode, parseStreamName, type RecordedEvent } from '@concord/kernel'

/** From what happened to what only tries the system. */
export const modes: readonly Mode[] = ['operational', 'exercise', 'test']

/** A question with the modes it asks for; one that asks for none is about what really happens. */
export const realUnlessAsked = <Asked extends { readonly modes?: readonly Mode[] | undefined }>(
  asked: Asked,
): Asked & { readonly modes: readonly Mode[] } => ({ ...asked, modes: asked.modes ?? ['operational'] })

/** Whether the one is more real than the other. */
export const isMoreReal = (one: Mode, other: Mode): boolean => modes.indexOf(one) < modes.indexOf(other)

/**
 * As what an event counts in the picture: as its mode says. In an exercise's own stream everything counts as played: that
 * it is planned is real, and part of no real incident.
 */
export const modeOf = ({ stream, envelope }: Pick<RecordedEvent, 'stream' | 'envelope'>): Mode =>
  envelope.mode === 'operational' && parseStreamName(stream)?.category === 'exercise'
    ? 'exercise'
    : envelope.mode
