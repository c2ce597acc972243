import type { Details } from '../report-line.ts'
import { ourWords } from './our-words.ts'

/** Words in full for those that people in a hurry, and codes, cut short. What is cut short in two ways is left as it is. */
const inFull = ourWords({
  Incident: 'Inc Incid',
  Operation: 'Op Oper',
  Resource: 'Res Rsrc',
  Request: 'Req Rqst Rq',
  Requested: 'Reqd Reqstd',
  Report: 'Rpt Rep',
  Reported: 'Rptd Repd',
  Record: 'Rec',
  Statement: 'Stmt',
  Intelligence: 'Intel',
  Information: 'Info',
  Message: 'Msg',
  Event: 'Evt',
  Status: 'Sts',
  Severity: 'Sev',
  Quantity: 'Qty',
  Number: 'Num Nbr',
  Level: 'Lvl',
  Location: 'Loc',
  Vehicle: 'Veh Vhcl',
  Person: 'Pers Prsn',
  Subject: 'Subj',
  Prisoner: 'Pris Prsnr',
  Inmate: 'Inm',
  Custody: 'Cust',
  Ambulance: 'Amb',
  Assistance: 'Asst Assist',
  Checkpoint: 'Bcp Chkpt Ckpt Chkpnt',
  Road: 'Rd',
  Highway: 'Hwy',
  Decision: 'Dec',
  Exercise: 'Exer Exrc',
  Hazard: 'Haz',
  PersonalData: 'Pii',
  Evacuation: 'Evac',
  Evacuated: 'Evacd',
  Injured: 'Inj',
  Casualties: 'Cas',
  Task: 'Tsk',
  Acknowledged: 'Ack Ackd Ackn',
  Accepted: 'Accptd',
  Declined: 'Decl Dclnd',
  Cancelled: 'Cxl Cxld Cncl Cncld Canx',
  Confirmed: 'Conf Cfmd Confd',
  Identified: 'Ident',
  Detained: 'Dtnd',
  Contained: 'Contd Ctnd',
  Dispatched: 'Disp Dispd',
  EnRoute: 'Enrt Enr',
  Observed: 'Obsd',
  Observation: 'Obs',
  Updated: 'Upd Updtd',
  Corrected: 'Corr Corrd',
})

/** `Veh` is the `Vehicle`; a word in full is itself. */
export const wordInFull = (word: string): string => inFull.get(word) ?? word

/** Details with the fields in full that are cut short, where that makes them ours: `sev` is the `severity`, `vehId` the `vehicleId`. */
export const withNamesInFull = (details: Details, isOurs: (field: string) => boolean): Details =>
  Object.fromEntries(
    Object.entries(details).map(([field, told]) => {
      const full = fieldInFull(field)
      return [!isOurs(field) && isOurs(full) && !(full in details) ? full : field, told]
    }),
  )

const fieldInFull = (field: string): string => {
  const [first = '', ...further] = field.split(/(?=[A-Z])/)
  const full = [capitalized(first), ...further].map(wordInFull).join('')
  return full === capitalized(field) ? field : full.charAt(0).toLowerCase() + full.slice(1)
}

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
