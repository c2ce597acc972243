import { recordingDecider, typesByCommand } from '@concord/incident'
import { vocabulary } from './view.ts'

export const decider = recordingDecider(typesByCommand(vocabulary.events))
