import { happened, recorded } from '@concord/kernel/given'
import { agreed } from '../agreed/agreed-view.ts'
import type { Change } from '../changes/change.ts'
import { incidentTopic } from '../changes/topic.ts'
import { viewOf } from '../fold/as-of.ts'
import type { TopicView } from '../fold/topic-view.ts'

/** What a report of no agreed type means beside what any report of an incident does. */
export const changesOf = (reportType: string, told: object = {}): readonly Change[] =>
  agreed
    .view(recorded(happened('ReportFiled', { reportType, ...told }), 0, undefined, 'police-INC-1'))
    .filter(({ change }) => change !== 'describe' && change !== 'status')

/** The incident of which these reports were filed one after the other; only what opens it is of an agreed type. */
export const incidentAfter = (...told: readonly (readonly [type: string, data?: object])[]): TopicView =>
  viewOf(
    incidentTopic('INC-1'),
    told.map(([type, data = {}], index) =>
      recorded(
        type === 'IncidentOpened'
          ? happened(type, data)
          : happened('ReportFiled', { reportType: type, ...data }),
        index,
        undefined,
        'police-INC-1',
      ),
    ),
    agreed.view,
  )!
