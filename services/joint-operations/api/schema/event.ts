import type { GraphqlTypes } from '@concord/agency'
import { gradingOf, incidentOfStream } from '@concord/incident'
import { inTheClear, knownAt, withoutSealed } from '@concord/kernel'
import { MOST_FOUND } from '../../picture/definition/word-limit.ts'
import type { ApiContext } from '../context.ts'
import { chainOf, type EventNode, resolveEvent } from '../derive/event-node.ts'
import { incidentNode } from '../derive/incident-node.ts'
import { placeOfEvent } from '../derive/place-node.ts'
import { secondsBetween } from '../derive/seconds.ts'

export const typeDefs = /* GraphQL */ `
  "One event of the log: what an agency recorded, never changed afterwards."
  type Event {
    "The event's id, the same in every export."
    id: ID!
    "The number under which the sender keeps the report, such as a case number."
    reference: String
    "What kind of event it is, in the words of its agency."
    type: String!
    "The agency that recorded it and whose word it is."
    agency: String!
    "Who acted."
    actor: Actor!
    "The incident, operation or exercise it was recorded in; null for events that belong to no incident, and when nothing of the incident is in force."
    incident: Incident
    "The name of that incident."
    incidentId: ID
    "What happened, in one line by the sender; null where the event concerns a person: personal opens it."
    summary: String
    "When it happened, as the sender claims."
    occurredAt: DateTime!
    "The end of what happened over a time; null for a moment."
    occurredUntil: DateTime
    "Where it happened, as the sender says."
    place: Place
    "How far occurredAt may be off to either side, in seconds."
    uncertaintyS: Float
    "When the store of this system recorded it."
    recordedAt: DateTime!
    "When it became known: for an imported record when the older system recorded it, otherwise recordedAt."
    knownAt: DateTime!
    "How long after it happened it became known, in seconds."
    delayS: Float!
    "Where the record was made, when it was made in an older system."
    imported: Imported
    "Whether it happened, was played in an exercise, or tests the system."
    mode: Mode!
    "The originator's rule on who may see it and under what conditions."
    marking: Marking!
    "The law it rests on, in the sender's words."
    legalBasis: String
    "Fact or personal assessment, where a person is concerned (Directive 2016/680 art. 7)."
    basis: String
    "Its place in the stream of its agency and incident, from 0; for that agency only, because gaps would betray what is withheld."
    revision: Int
    "Its place in the whole log."
    position: Position!
    "The record of the same agency that this one corrects."
    corrects: Event
    "The record of the same agency that this one takes back."
    retracts: Event
    "The record that corrects or takes back this one, as far as known."
    supersededBy: Event
    "All records of the same report that may be seen, from the first to the last correction."
    chain: [Event!]!
    "What it carries, as the sender wrote it. Fields about persons are shown as { sealed: true }."
    data: JSON!
    "What it carries, typed by the kind of event. Fields about persons are null; personal opens them."
    details: EventDetails
    "The fields about persons that it carries. Asking for their values is a read on record."
    personal: [PersonalField!]!
  }

  "Who acted."
  type Actor {
    "The person's or system's name in its agency's directory."
    subject: String!
    "The role in which it was done."
    role: String!
    "The actor's own agency, which differs from the event's where one agency acts for another."
    agency: String!
  }

  "That a record was made in an older system and brought in later."
  type Imported {
    "When the older system recorded it."
    recordedAt: DateTime!
    "The older system."
    system: String!
    "Who brought it in."
    by: String!
  }

  "The originator's rule on one event."
  type Marking {
    "Traffic Light Protocol 2.0."
    tlp: Tlp!
    "Who may see it besides its owner; null when the traffic light alone decides."
    releaseTo: [String!]
    "What a reader must observe, in the originator's words."
    conditions: String
    "Whether it may be used in court: permitted, with-permission or refused; null when the originator has not said."
    courtUse: String
    "How far the source and its information can be relied on, wherever the originator put it; null for a grade without a scale."
    grading: Grading
  }

  "A grade on the scale it was given on; never converted."
  type Grading {
    "The scale: 3x5x2, 4x4 or admiralty."
    scale: String!
    "The grade in that scale, such as 2-B-C."
    grade: String!
  }

  "Traffic Light Protocol 2.0, from the narrowest to the widest."
  enum Tlp {
    "For the named recipients only."
    RED
    "For the recipients' own organisation only."
    AMBER_STRICT
    "For the recipients' organisation and its clients who need to know."
    AMBER
    "For the community."
    GREEN
    "For everybody."
    CLEAR
  }

  "Whether an event happened or is played. The three never mix."
  enum Mode {
    "It happened."
    OPERATIONAL
    "It is played in an exercise."
    EXERCISE
    "Somebody tries the system."
    TEST
  }

  "Events, page by page."
  type EventConnection {
    "The events with their cursors."
    edges: [EventEdge!]!
    "The events alone."
    nodes: [Event!]!
    "How many there are on all pages; null where more than ${MOST_FOUND} events hold the words sought: of those, the ones recorded last count."
    totalCount: Int
    "Where this page stands."
    pageInfo: PageInfo!
  }

  "An event in a list."
  type EventEdge {
    "Its place in the list, for after."
    cursor: String!
    "The event."
    node: Event!
  }
`

/** The union of what all agencies' events carry. */
export const detailsTypeDefs = ({ sdl, types }: GraphqlTypes): string => `
  ${sdl}

  "What an event carries, one type for each kind of event that an agency of the roster declares."
  union EventDetails = ${types.map((type) => type.name).join(' | ')}
`

/** Resolvers of an event, with the data of each of these types. */
export const resolversFor = (types: GraphqlTypes) => ({
  Mode: { OPERATIONAL: 'operational', EXERCISE: 'exercise', TEST: 'test' },
  Tlp: { RED: 'RED', AMBER_STRICT: 'AMBER+STRICT', AMBER: 'AMBER', GREEN: 'GREEN', CLEAR: 'CLEAR' },
  Event: {
    id: ({ event }: EventNode) => event.id,
    reference: ({ event }: EventNode) => event.envelope.reference,
    type: ({ event }: EventNode) => event.type,
    agency: ({ event }: EventNode) => event.envelope.agency,
    actor: ({ event }: EventNode) => event.envelope.actor,
    incident: ({ event, moment }: EventNode, _: unknown, { reading }: ApiContext) =>
      incidentNode(reading, incidentOfStream(event.stream), moment),
    incidentId: ({ event }: EventNode) => incidentOfStream(event.stream) || null,
    summary: ({ event }: EventNode) => inTheClear(event.envelope.summary),
    occurredAt: ({ event }: EventNode) => event.envelope.occurredAt,
    occurredUntil: ({ event }: EventNode) => event.envelope.occurredUntil,
    place: ({ event }: EventNode) => placeOfEvent(event.data),
    uncertaintyS: ({ event }: EventNode) => event.envelope.uncertaintyS,
    recordedAt: ({ event }: EventNode) => event.recordedAt,
    knownAt: ({ event }: EventNode) => knownAt(event),
    delayS: ({ event }: EventNode) => secondsBetween(event.envelope.occurredAt, knownAt(event)),
    imported: ({ event }: EventNode) => event.envelope.imported,
    mode: ({ event }: EventNode) => event.envelope.mode,
    marking: ({ event: { data, envelope } }: EventNode) => ({
      ...envelope.marking,
      grading: gradingOf({ data, marking: envelope.marking }),
    }),
    legalBasis: ({ event }: EventNode) => event.envelope.legalBasis,
    basis: ({ event }: EventNode) => event.envelope.basis,
    revision: ({ event }: EventNode, _: unknown, { reading }: ApiContext) =>
      event.envelope.agency === reading.reader.agency ? event.revision : null,
    position: ({ event }: EventNode) => event.position,
    corrects: ({ event, moment }: EventNode, _: unknown, { reading }: ApiContext) =>
      resolveEvent(reading, event.envelope.corrects, { known: moment.known }),
    retracts: ({ event, moment }: EventNode, _: unknown, { reading }: ApiContext) =>
      resolveEvent(reading, event.envelope.retracts, { known: moment.known }),
    supersededBy: ({ supersededBy, moment }: EventNode, _: unknown, { reading }: ApiContext) =>
      resolveEvent(reading, supersededBy, { known: moment.known }),
    chain: (node: EventNode, _: unknown, { reading }: ApiContext) => chainOf(reading, node),
    data: ({ event }: EventNode) => withoutSealed(event.data ?? {}, { sealed: true }),
    details: ({ event }: EventNode) => types.present(event.type, withoutSealed(event.data, null)) ?? null,
  },
})
