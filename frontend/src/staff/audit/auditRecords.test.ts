import { expect, it } from 'vitest'

import { factsOf, subjectOf } from './auditRecords'

it('says what was done to, with its number', () => {
  expect(['exam:2', 'questions', '', 'moon:1'].map(subjectOf)).toEqual(['考试 2', '题库', '—', 'moon 1'])
})

it('says in Chinese what is kept of an act', () => {
  const windows = [{ kind: 'make_up', opens_at: '2026-11-24T01:46:53+00:00', closes_at: '2026-11-24T03:00:00+00:00' }]
  const rules = [{ unit: 1, category: 'civil_servant', include_subtree: true }]
  expect(factsOf({ windows })).toEqual(['场次：种类：补考，开始：2026年11月24日 09:46，结束：2026年11月24日 11:00'])
  expect(factsOf({ rules })).toEqual(['对象：单位编号：1，人员类别：国家工作人员，含下级单位：是'])
  expect(factsOf({ score: 8250, reason: '', entry: null })).toEqual(['得分：82.5'])
  expect(factsOf(null)).toEqual([])
})
