import { app } from '@/messages/staff/app'

import type { Permission } from './session'

interface NavigationItem {
  name: string
  label: keyof typeof app
  permission: Permission
}

export interface NavigationGroup {
  label: keyof typeof app
  items: NavigationItem[]
}

export const navigation: NavigationGroup[] = [
  {
    label: 'people',
    items: [
      { name: 'people', label: 'peopleList', permission: 'seePeople' },
      { name: 'unit-imports', label: 'unitImports', permission: 'importUnits' },
      { name: 'roster-imports', label: 'rosterImports', permission: 'managePeople' },
      { name: 'slips', label: 'slips', permission: 'managePeople' },
      { name: 'post-requests', label: 'postRequests', permission: 'managePeople' },
    ],
  },
  {
    label: 'bank',
    items: [
      { name: 'questions', label: 'questionList', permission: 'seeBank' },
      { name: 'reviews', label: 'reviewQueue', permission: 'reviewQuestions' },
      { name: 'stale-questions', label: 'staleQuestions', permission: 'seeKeys' },
      { name: 'question-reports', label: 'questionReports', permission: 'seeKeys' },
      { name: 'question-sets', label: 'questionSets', permission: 'seeBank' },
      { name: 'question-imports', label: 'questionImports', permission: 'writeQuestions' },
      { name: 'laws', label: 'laws', permission: 'seeBank' },
      { name: 'must-know-lists', label: 'mustKnowLists', permission: 'seeMustKnow' },
      { name: 'bank-health', label: 'bankHealth', permission: 'seeBank' },
      { name: 'law-imports', label: 'lawImports', permission: 'writeQuestions' },
    ],
  },
  {
    label: 'exams',
    items: [
      { name: 'exams', label: 'exams', permission: 'seeExams' },
      { name: 'results', label: 'results', permission: 'seeResults' },
      { name: 'exports', label: 'exports', permission: 'takeExports' },
    ],
  },
  { label: 'audit', items: [{ name: 'audit', label: 'audit', permission: 'seeAudit' }] },
]
