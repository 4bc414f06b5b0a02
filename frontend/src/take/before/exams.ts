import type { MyExam } from '@/api/shapes'
import * as m from '@/messages/before'

import { dateTime, points } from '../times'

const SECTIONS: [MyExam['state'], string][] = [
  ['in_progress', m.homeInProgress],
  ['open', m.homeOpen],
  ['upcoming', m.homeUpcoming],
  ['finished', m.homeFinished],
]

/** An open attempt comes first, then what can be sat now. */
export function sections(exams: MyExam[]): { title: string; exams: MyExam[] }[] {
  return SECTIONS.map(([state, title]) => ({
    title,
    exams: exams.filter((exam) => (exam.open_attempt ? 'in_progress' : exam.state) === state),
  })).filter((section) => section.exams.length > 0)
}

/** What a candidate wants to know beforehand, as pairs of a name and a value. */
export function facts(exam: MyExam): { name: string; values: string[] }[] {
  return [
    { name: m.factTime, values: [m.minutes(exam.duration_minutes)] },
    {
      name: m.factPaper,
      values: [`${m.questions(exam.question_count)}，${m.fullPoints(points(exam.full_points))}`],
    },
    { name: m.factPass, values: [m.scoreIs(points(exam.pass_points))] },
    {
      name: m.factAttempts,
      values: [m.attemptsLeft(exam.attempts_left, exam.attempts_allowed)],
    },
    ...(exam.leaving_limit ? [{ name: m.factLeaving, values: [m.leavingWatched(exam.leaving_limit)] }] : []),
    ...(exam.blocks_copying ? [{ name: m.factCopying, values: [m.copyingBlocked] }] : []),
    {
      name: m.factWindows,
      values: exam.windows.map(
        (window) =>
          `${m.windows[window.kind]}：${m.windowTimes(dateTime(window.opens_at), dateTime(window.closes_at))}`,
      ),
    },
  ]
}

/** When the next window opens, or null when one is open or none is to come. */
export function opensAt(exam: MyExam, now: number): number | null {
  const windows = exam.windows.map((window) => ({ from: Date.parse(window.opens_at), to: Date.parse(window.closes_at) }))
  if (windows.some(({ from, to }) => from <= now && now < to)) return null
  const coming = windows.filter(({ from }) => from > now).map(({ from }) => from)
  return coming.length > 0 ? Math.min(...coming) : null
}

export function isOver(exam: MyExam, now: number): boolean {
  return exam.windows.every((window) => Date.parse(window.closes_at) <= now)
}
