import { enumOf } from './enum.ts'

export const typeDefs = /* GraphQL */ `
  "An agency that takes part."
  type Participant {
    "The agency."
    agency: String!
    "How it takes part."
    state: ParticipantState!
    "Since when that holds."
    since: DateTime!
    "The event that says so."
    source: Source!
    "How far its own part is, by its own statement; null when it has stated nothing. Others may still be at work."
    part: ParticipantPart
  }

  "How far an agency is with its own part of the incident, in its own word."
  type ParticipantPart {
    "How far it is."
    status: IncidentStatus!
    "Since when that holds."
    since: DateTime!
    "The event that says so."
    source: Source!
  }

  "How an agency takes part."
  enum ParticipantState {
    "It has recorded something in the incident."
    REPORTING
    "It has joined."
    JOINED
    "It has the lead."
    LEAD
    "The lead was offered to it and it has not answered."
    HANDOVER_OFFERED
    "It has refused the lead."
    HANDOVER_REFUSED
    "It has done its part and left."
    STOOD_DOWN
  }

  "That a duty officer of an agency has taken notice."
  type Acknowledgement {
    "The agency."
    agency: String!
    "When it took notice."
    since: DateTime!
    "The event that says so."
    source: Source!
  }
`

export const resolvers = {
  ParticipantState: enumOf([
    'reporting',
    'joined',
    'lead',
    'handover-offered',
    'handover-refused',
    'stood-down',
  ]),
}
