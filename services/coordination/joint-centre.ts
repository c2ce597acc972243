/** The agency in whose name coordination records. It runs operations; it does not take part in them. */
export const JOINT_CENTRE = 'joc'
