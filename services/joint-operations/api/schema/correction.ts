export const typeDefs = /* GraphQL */ `
  "A report that was corrected."
  type Correction {
    "The first report."
    first: Event!
    "The last record that corrects it."
    corrected: Event!
    "From the moment at which it happened, as now known, until the first report became known, in seconds."
    truthToReportS: Float
    "From the first report's becoming known to the correction's, in seconds."
    reportToCorrectionS: Float
    "Every record that corrected it, one after the other."
    steps: [CorrectionStep!]!
  }

  "One of the corrections of a report."
  type CorrectionStep {
    "The record that corrects what was said before."
    corrected: Event!
    "From when it became known until its correction became known, in seconds."
    afterS: Float
  }
`
