/**
 * What an examination needs once the first question stands, in one lot fetched right after it: the answer sheet, what is
 * answered otherwise than by choosing, reading aloud, notices of the time, the ways out and the end.
 */
export { default as AskLeaving } from './AskLeaving.vue'
export { default as Notices } from './Notices.vue'
export { default as ReadAloud } from './ReadAloud.vue'
export { default as Sheet } from './Sheet.vue'
export { default as SubmitDialog } from './SubmitDialog.vue'
export { default as TheEnd } from './TheEnd.vue'
export { default as UnderStem } from './UnderStem.vue'
export { default as Written } from './Written.vue'
