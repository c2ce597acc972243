import { glassEvents } from '@concord/access'
import { defineVocabulary } from '@concord/incident'

/** Seeing without release when lives depend on it changes nothing about the incident itself. */
export const glass = defineVocabulary(glassEvents, {
  BreakGlassInvoked: () => [],
  BreakGlassNoticeGiven: () => [],
  BreakGlassReviewed: () => [],
  BreakGlassReviewCalledFor: () => [],
})
