import { lazy } from '../lazy'

const lot = () => import('../second')

export const AskLeaving = lazy(async () => (await lot()).AskLeaving)
export const Notices = lazy(async () => (await lot()).Notices)
export const ReadAloud = lazy(async () => (await lot()).ReadAloud)
export const Sheet = lazy(async () => (await lot()).Sheet)
export const SubmitDialog = lazy(async () => (await lot()).SubmitDialog)
export const TheEnd = lazy(async () => (await lot()).TheEnd)
export const UnderStem = lazy(async () => (await lot()).UnderStem)
export const Written = lazy(async () => (await lot()).Written)
