import {
  defineVocabulary,
  incidentOfStream,
  incidentTopic,
  type LinkChange,
  placeOf,
  type Topic,
} from '@concord/incident'
import { JOINT_CENTRE } from '../joint-centre.ts'
import { lifecycleEvents } from './events.ts'

/** What the lifecycle changes in the picture: who takes part, who leads, whether it is over, where it goes on. */
export const lifecycle = defineVocabulary(lifecycleEvents, {
  CoordinationOpened: ({ data }) => [
    { change: 'describe', kind: data.kind, title: data.title, severity: data.severity },
    { change: 'status', status: 'active' },
    ...(data.agency === JOINT_CENTRE
      ? []
      : [{ change: 'participant' as const, agency: data.agency, state: 'joined' as const }]),
    ...placeOf(data),
  ],
  AgencyJoined: ({ data }) => [{ change: 'participant', agency: data.agency, state: 'joined' }],
  AgencyStoodDown: ({ data }) => [{ change: 'participant', agency: data.agency, state: 'stood-down' }],
  LeadAgencyAssigned: ({ data }) => [{ change: 'participant', agency: data.agency, state: 'lead' }],
  HandoverRequested: ({ data }) => [
    ...(data.agency === JOINT_CENTRE
      ? []
      : [
          {
            change: 'participant' as const,
            agency: data.agency,
            state: 'lead' as const,
            unless: 'somebody-leads' as const,
          },
        ]),
    { change: 'participant', agency: data.to, state: 'handover-offered' },
  ],
  HandoverAccepted: ({ data }) => [{ change: 'participant', agency: data.agency, state: 'lead' }],
  HandoverRejected: ({ data }) => [{ change: 'participant', agency: data.agency, state: 'handover-refused' }],
  IncidentOffered: () => [],
  IncidentMerged: ({ stream, data }) => {
    const merged = incidentOfStream(stream)
    // An older system may say that something was merged and no more: nothing ends by going on as itself.
    if (merged === data.into) return []
    return [
      { change: 'status', status: 'merged', into: data.into },
      ...related(merged, data.into, 'REPLACED', data),
    ]
  },
  IncidentUnmerged: ({ stream, data }) => [
    { change: 'unmerge', from: data.from },
    ...related(incidentOfStream(stream), data.from, 'REPLACED', data, 'unlinked'),
  ],
  IncidentSplit: ({ stream, data }) =>
    data.into.flatMap((part) => related(incidentOfStream(stream), part, 'SPLIT', data)),
  IncidentClosed: ({ data }) => [{ change: 'status', status: 'closed', disposition: data.disposition }],
  IncidentReopened: () => [{ change: 'status', status: 'active' }],
})

/** A link that stands in both incidents, or no longer does. Relations are named as NENA-EIDO names them. */
const related = (
  a: string,
  b: string,
  relation: string,
  { reason, basis }: Pick<LinkChange, 'reason' | 'basis'>,
  state: LinkChange['state'] = 'linked',
): readonly (LinkChange & { readonly topic: Topic })[] =>
  [a, b].map((incident) => ({
    ...{ change: 'link', state, topic: incidentTopic(incident) },
    ...{ a, b, relation, reason, basis },
  }))
